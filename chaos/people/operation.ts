/** What somebody did, with a number of its own: the n-th operation of this editor. `at` in ms of the clock of the editor's process. */
export type Operation = { n: number; at: number } & (
  | { kind: 'insert'; node: string }
  /** Text with a tag that nobody else writes. */
  | { kind: 'write' | 'erase'; tag: string }
  /** A register that only this editor sets; its value is `n`. */
  | { kind: 'set'; node: string }
  /** Moved, trashed or restored; only this editor moves it. */
  | { kind: 'place'; node: string; parent: string }
  /** Moves what others move too: it only has to come out equal everywhere. */
  | { kind: 'juggle' }
)

/** The register of `set`. */
export const COUNTER = 'seq'

export function tagOf(editor: string, n: number): string {
  return `[${editor}.${n}]`
}

const TAG = /\[\w+\.\d+\]/g

/** How often each tag stands in the texts. */
export function countTags(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) for (const [tag] of text.matchAll(TAG)) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return counts
}
