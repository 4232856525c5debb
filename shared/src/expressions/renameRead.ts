const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
/** Blanks, comments, texts: nothing is read in them. A name in backticks is a name. */
const PASSED = /\s+|\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\$[A-Za-z0-9_]*|\d+(?:\.\d+)?/y
const QUOTED = /`([^`]*)`/y
const REGEX = /\/(?:[^/\\\n]|\\.)+\/[im]*/y

interface Place {
  /** The last sign or word that is no blank. */
  before: string
  /** What a name is read from is something else than the whole: `items[size > 1]`, `items.(price)`, `items^(price)`. */
  inner: boolean[]
}

/**
 * A JSONata expression in which the value that it reads from its scope as `from` is called `to`. Names that are read from something
 * else, texts and variables stay. Works on any text: what is no expression may come out as another one that is none.
 */
export function renameRead(source: string, from: string, to: string): string {
  const place: Place = { before: '', inner: [] }
  let result = ''
  for (let at = 0; at < source.length;) {
    const passed = take(PASSED, source, at)
    const quoted = take(QUOTED, source, at)
    const name = take(NAME, source, at)
    const regex = isOperand(place.before) ? '' : take(REGEX, source, at)
    const text = passed || quoted || name || regex || source.charAt(at)
    const said = quoted === '' ? name : quoted.slice(1, -1)
    const isMeant = passed === '' && said === from && isOfScope(place, source.slice(0, at))
    result += isMeant ? (quoted === '' ? to : `\`${to}\``) : text
    step(place, text)
    at += text.length
  }
  return result
}

function take(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0] ?? ''
}

/** At the beginning of a path, or behind `$$.`, wherever that stands. */
function isOfScope({ before, inner }: Place, soFar: string): boolean {
  if (before === '.') return /\$\$\s*\.\s*$/.test(soFar)
  return !inner.includes(true)
}

function step(place: Place, text: string): void {
  if (/^(\s|\/\*)/.test(text)) return
  const { before, inner } = place
  if (text === '(') inner.push(before === '.' || before === '^')
  else if (text === '[') inner.push(before === '.' || isOperand(before))
  else if (text === '{') inner.push(before === '.' || (isOperand(before) && before !== ')'))
  else if (text === ')' || text === ']' || text === '}') inner.pop()
  place.before = text
}

const WORDS = new Set(['and', 'or', 'in'])

/** True for what a value ends with: what follows is an operator, or a part of it. */
function isOperand(text: string): boolean {
  return /[\w\]})"'`]$/.test(text) && !WORDS.has(text)
}
