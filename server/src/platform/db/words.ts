const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu

/** The words of a text: letters and digits in a row, without case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? []
}

/** True when each of the words begins a word of one of the texts. */
export function haveWords(texts: readonly string[], wanted: readonly string[]): boolean {
  const known = texts.flatMap(wordsOf)
  return wanted.every((word) => known.some((one) => one.startsWith(word)))
}
