/** One replaced stretch of a text: `removed` characters at `at` became `inserted`. */
export interface Splice {
  at: number
  removed: number
  inserted: string
}

/** The smallest stretch in which two texts differ. */
export function spliceBetween(before: string, after: string): Splice {
  const shorter = Math.min(before.length, after.length)
  let at = 0
  while (at < shorter && before[at] === after[at]) at++
  let tail = 0
  while (tail < shorter - at && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  return { at, removed: before.length - at - tail, inserted: after.slice(at, after.length - tail) }
}

export function applySplice(text: string, { at, removed, inserted }: Splice): string {
  return text.slice(0, at) + inserted + text.slice(at + removed)
}

/** Where a caret stands after somebody else's change: what is typed before it pushes it along. */
export function movedCaret(caret: number, { at, removed, inserted }: Splice): number {
  if (caret <= at) return caret
  return caret >= at + removed ? caret + inserted.length - removed : at + inserted.length
}

/** An own change that was held back (a composition), put onto a text that somebody else has changed meanwhile. */
export function rebase(own: Splice, other: Splice): Splice {
  const start = movedCaret(own.at, other)
  const end = movedCaret(own.at + own.removed, other)
  return { at: start, removed: Math.max(0, end - start), inserted: own.inserted }
}
