/** One place where two sequences differ: `removed` items at `at` of the first give way to `added`. */
export interface Hunk<T> {
  at: number
  removed: number
  added: T[]
}

/** Cells of the table of common lengths; beyond them the differing middle is one hunk. */
const WORTH_COMPARING = 400_000

/** Where `after` differs from `before`, from front to back, with as many items left alone as can be. */
export function hunksOf<T>(before: readonly T[], after: readonly T[], same: (a: T, b: T) => boolean): Hunk<T>[] {
  const equal = (i: number, j: number): boolean => same(before[i] as T, after[j] as T)
  const limit = Math.min(before.length, after.length)
  let start = 0
  while (start < limit && equal(start, start)) start++
  let end = 0
  while (end < limit - start && equal(before.length - 1 - end, after.length - 1 - end)) end++
  const [rows, columns] = [before.length - end - start, after.length - end - start]
  if (rows === 0 && columns === 0) return []
  if (rows === 0 || columns === 0 || rows * columns > WORTH_COMPARING)
    return [{ at: start, removed: rows, added: after.slice(start, start + columns) }]
  return walk({ rows, columns, start, after, equal: (i, j) => equal(start + i, start + j) })
}

interface Middle<T> {
  rows: number
  columns: number
  start: number
  after: readonly T[]
  equal: (i: number, j: number) => boolean
}

/** Along a longest common subsequence of the differing middle. */
function walk<T>({ rows, columns, start, after, equal }: Middle<T>): Hunk<T>[] {
  const width = columns + 1
  const common = new Uint32Array((rows + 1) * width)
  const at = (i: number, j: number): number => common[i * width + j] ?? 0
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      common[i * width + j] = equal(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const hunks: Hunk<T>[] = []
  let open: Hunk<T> | null = null
  for (let i = 0, j = 0; i < rows || j < columns;) {
    if (i < rows && j < columns && equal(i, j)) {
      open = null
      i++
      j++
      continue
    }
    if (open === null) hunks.push((open = { at: start + i, removed: 0, added: [] }))
    if (j >= columns || (i < rows && at(i + 1, j) >= at(i, j + 1))) {
      open.removed++
      i++
    } else open.added.push(after[start + j++] as T)
  }
  return hunks
}
