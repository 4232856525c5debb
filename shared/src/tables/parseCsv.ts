export const DELIMITERS = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** Rows of a table in text; lines that are empty are none. Quotes as in RFC 4180; `sep=;` in front is Excel's own word for it. */
export function parseCsv(text: string, delimiter: Delimiter = guessDelimiter(text)): string[][] {
  const body = withoutPreamble(text)
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < body.length) {
    const cell = readCell(body, at, delimiter)
    row.push(cell.value)
    at = cell.end
    const sign = body[at]
    at += sign === '\r' && body[at + 1] === '\n' ? 2 : 1
    if (sign === delimiter) {
      // A delimiter at the very end begins one more cell.
      if (at >= body.length) row.push('')
      continue
    }
    rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push(row)
  return rows.filter((cells) => cells.some((cell) => cell.trim() !== ''))
}

/** The delimiter that makes the first lines rows of one length, of as many cells as possible. */
export function guessDelimiter(text: string): Delimiter {
  const [, said] = /^\uFEFF?sep=(.)\r?\n/.exec(text) ?? []
  const told = DELIMITERS.find((one) => one === said)
  if (told) return told
  const head = text.slice(0, 20_000)
  // The last line of a piece may be half a line.
  const cut = head.length < text.length ? head.slice(0, head.lastIndexOf('\n') + 1) : head
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 }
  for (const delimiter of DELIMITERS) {
    const lengths = parseCsv(cut || head, delimiter).map((row) => row.length)
    const width = lengths[0] ?? 1
    const same = lengths.filter((length) => length === width).length / Math.max(lengths.length, 1)
    const score = width > 1 ? same * 100 + Math.min(width, 30) : 0
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

function withoutPreamble(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/^sep=.\r?\n/, '')
}

/** One cell from `at`; `end`: where its delimiter, or the end of its line, stands. */
function readCell(text: string, at: number, delimiter: Delimiter): { value: string; end: number } {
  if (text[at] !== '"') {
    let end = at
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++
    return { value: text.slice(at, end), end }
  }
  let value = ''
  let from = at + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    if (quote < 0) return { value: value + text.slice(from), end: text.length }
    value += text.slice(from, quote)
    if (text[quote + 1] !== '"') {
      // What stands between the closing quote and the delimiter belongs to the cell, as Excel reads it.
      const rest = readCell(text, quote + 1, delimiter)
      return text[quote + 1] === undefined ? { value, end: quote + 1 } : { value: value + rest.value, end: rest.end }
    }
    value += '"'
    from = quote + 2
  }
}
