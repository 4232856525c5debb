import type { ProjectDoc } from './projectDoc.ts'

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

/** True for a day after a backup was put back: people may send what they have of each other [G2]. */
export function isJustRestored({ roots }: ProjectDoc, now: number): boolean {
  const at = roots.meta.get('restoredAt')
  return typeof at === 'number' && now >= at && now - at < RETURN_MS
}
