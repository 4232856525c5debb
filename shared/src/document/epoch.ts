import type { ProjectDoc } from './projectDoc.ts'
import { describeKey } from './schema.ts'

/** How long editors may bring back each other's edits that a restored backup has lost (ms). */
const RETURN_MS = 24 * 3_600_000

/** A backup was put back at `now` (ms): the document begins a new epoch. For the server only. */
export function raiseEpoch(doc: ProjectDoc, now: number): void {
  const { meta } = doc.roots
  const epoch = meta.get('epoch')
  doc.y.transact(
    () => {
      meta.set('epoch', (typeof epoch === 'number' ? epoch : 0) + 1)
      meta.set('restoredAt', now)
    },
    { kind: 'server', reason: 'restore' },
  )
}

/** A backup was put back for this document, at whatever time. */
export function wasRestored({ roots }: ProjectDoc): boolean {
  return typeof roots.meta.get('restoredAt') === 'number'
}

/** True for a day after a backup was put back: people may send what they have of each other [G2]. */
export function isJustRestored({ roots }: ProjectDoc, now: number): boolean {
  const at = roots.meta.get('restoredAt')
  return typeof at === 'number' && now >= at && now - at < RETURN_MS
}

/** Does `work`, after which the keys that only the server writes read as before: what they say is true of its other stores. */
export function keepServerKeys({ roots: { meta } }: ProjectDoc, work: () => void): void {
  const before = serverKeys(meta)
  work()
  const after = serverKeys(meta)
  for (const [key, value] of before) if (after.get(key) !== value) meta.set(key, value)
  for (const key of after.keys()) if (!before.has(key)) meta.delete(key)
}

function serverKeys(meta: ProjectDoc['roots']['meta']): Map<string, unknown> {
  return new Map([...meta.entries()].filter(([key]) => describeKey('meta', key)?.clientWritable === false))
}
