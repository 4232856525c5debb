import { parsePlace, TRASH } from './place.ts'

/**
 * What an edit touched, as the log keeps it by name: `root/row/key`, `root/row` for a new row, `root/key` in roots without rows, and
 * `trash/root/row` for a row that was there and went to the trash.
 */
export interface TouchedName {
  root: string
  row: string | null
  key: string | null
  trashed: boolean
}

/** Stands beside the name of the row's `at`, which does not tell what the place is. */
export function trashedName(root: string, row: string): string {
  return `${TRASH}/${root}/${row}`
}

/** True for an `at` register that says: in the trash. */
export function isInTrash(at: unknown): boolean {
  return parsePlace(at)?.parentId === TRASH
}

/** Keys may hold slashes; names of roots and rows don't. */
export function parseTouched(name: string): TouchedName {
  const trashed = name.startsWith(`${TRASH}/`)
  const [root = '', row = null, ...rest] = (trashed ? name.slice(TRASH.length + 1) : name).split('/')
  return { root, row, key: rest.length === 0 ? null : rest.join('/'), trashed }
}
