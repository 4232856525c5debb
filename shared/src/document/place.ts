import type { Place } from './views.ts'

/** Parent of everything that was deleted [M5]. */
export const TRASH = 'trash'
/** Parent of screens and models, which have none. */
export const ROOT_PARENT = 'root'

/** The `at` register [M2]: parent, order and the way back in ONE value. `since` (ms) only in the trash. */
export interface StoredPlace extends Place {
  since: number | null
}

/** `[parentId, index, previousParentId]`, in the trash with the time of deletion behind it. */
export function encodePlace(place: StoredPlace): (string | number | null)[] {
  const { parentId, index, previousParentId, since } = place
  return since === null ? [parentId, index, previousParentId] : [parentId, index, previousParentId, since]
}

/** Reads an `at` register; null for anything that is not one (the row then counts as lost and is recovered [M4]). */
export function parsePlace(value: unknown): StoredPlace | null {
  if (!Array.isArray(value)) return null
  const [parentId, index, previous, since] = value as unknown[]
  if (typeof parentId !== 'string' || typeof index !== 'string') return null
  return {
    parentId,
    index,
    previousParentId: typeof previous === 'string' ? previous : null,
    since: typeof since === 'number' ? since : null,
  }
}
