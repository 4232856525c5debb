import { coverageOf, type DecodedUpdate } from '@axiom/shared/gate/coverage'
import { judgeChanges } from '@axiom/shared/gate/judge'
import { ScanError, scanUpdate } from '@axiom/shared/gate/scanUpdate'
import * as Y from 'yjs'

import type { DocumentGuard } from './documentGuards.ts'
import type { Attribution, ClockRange } from './storage/chunkStore.ts'

export type Verdict =
  | { kind: 'contained' | 'gap' }
  /** It belongs to an epoch that is over [C15]. */
  | { kind: 'past' }
  | { kind: 'refused'; code: string; key: string }
  /** `returns`: it brings keys that only the server writes, after a backup was put back. */
  | { kind: 'new'; attribution: Pick<Attribution, 'wrote' | 'touched'>; returns: boolean }

export interface Author {
  userId: string
  guard: DocumentGuard
}

/** What is to happen with an update of a person; the document is not touched. */
export function judgeUpdate(y: Y.Doc, update: Uint8Array, { userId, guard }: Author): Verdict {
  let decoded: DecodedUpdate
  try {
    if (scanUpdate(update, (client) => Y.getState(y.store, client)) === 'gap') return { kind: 'gap' }
    decoded = Y.decodeUpdate(update)
  } catch (error) {
    // Whatever lib0 threw: bytes that cannot be decoded are the sender's fault.
    return { kind: 'refused', code: error instanceof ScanError ? error.message : 'malformed', key: '' }
  }
  if (guard.authorship.isOfPast(decoded.structs.map(({ id }) => id.client))) return { kind: 'past' }
  const coverage = coverageOf(y, decoded)
  if (coverage !== 'new') return { kind: coverage }
  const own = decoded.structs.filter(
    (struct) => struct.id.clock + struct.length > Y.getState(y.store, struct.id.client),
  )
  const wrote = rangesOf(y, own)
  const code = guard.authorship.judge(wrote, userId)
  if (code !== null) return { kind: 'refused', code, key: '' }
  let { refusal, touched } = judgeChanges(y, decoded, update)
  const isRestored = refusal !== null && guard.authorship.isJustRestored()
  const returns = refusal?.code === 'server_only' && isRestored
  if (returns) ({ refusal, touched } = judgeChanges(y, decoded, update, { serverKeys: 'returned' }))
  // The same rows, made once more: an epoch that had begun after the backup was taken.
  if (refusal?.code === 'row_overwritten' && isRestored) return { kind: 'past' }
  if (refusal !== null) return { kind: 'refused', ...refusal }
  // Deleting makes room, and is never refused for the lack of it.
  if (wrote.length > 0 && !guard.size.hasRoomFor(update.length, touched))
    return { kind: 'refused', code: 'document_full', key: '' }
  return { kind: 'new', attribution: { wrote, touched }, returns }
}

/** Structs of a client come in the order of their clocks. */
function rangesOf(y: Y.Doc, structs: DecodedUpdate['structs']): ClockRange[] {
  const ranges = new Map<number, ClockRange>()
  for (const { id, length } of structs) {
    const range = ranges.get(id.client)
    if (range !== undefined) range.to = id.clock + length
    else ranges.set(id.client, { client: id.client, from: Y.getState(y.store, id.client), to: id.clock + length })
  }
  return [...ranges.values()]
}
