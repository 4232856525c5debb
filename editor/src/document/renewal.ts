import { applyDifference, diffDocuments, keyOf, type Difference } from '@axiom/shared/document/diff'
import { openProjectDoc, type Origin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import type { Refusal } from '@axiom/shared/gate/judge'
import * as Y from 'yjs'

import type { Parts } from './serverCopy.ts'

/** Why a document is given up, and what of it goes into the next one. */
export type Renewal =
  /** Our own gate would not send a change: the next document is this one without it. */
  | { kind: 'undone'; refusal: Refusal; parts: Parts; changes: number }
  /** The server would not take one: the next document is the server's, and the other edits are made again on it [G4]. */
  | { kind: 'refused'; refusal: Refusal; replay: Replay | null; changes: number }
  /** The person gave up what the server does not hold. */
  | { kind: 'dropped' }
  /** The server's document has begun anew [C15]: the next one is that, and what it had not got is made again on it. */
  | { kind: 'outdated'; replay: Replay | null; changes: number }

/** Edits to be made again: all that is different in `local`, except below the refused keys. */
export interface Replay {
  known: Uint8Array
  local: Uint8Array
  refused: readonly string[]
}

/** After so many refusals of one and the same work there is no point in trying; the rescue copy stays. */
export const MAX_REPLAYS = 3

/** What is to be made again on the next document. */
export function replayOf(renewal: Renewal | null | undefined): Replay | null {
  return renewal?.kind === 'refused' || renewal?.kind === 'outdated' ? renewal.replay : null
}

/** What the server had acknowledged → what was here. Keys, not bytes: it fits any later state of the project. */
export function unsentDifference({ known, local, refused }: Replay): Difference {
  const [base, here] = [known, local].map(openBytes)
  if (!base || !here) return { entries: [] }
  const { entries } = diffDocuments(base, here)
  for (const { y } of [base, here]) y.destroy()
  return { entries: entries.filter((entry) => !refused.some((key) => isBelow(keyOf(entry), key))) }
}

/** Makes the edits again on the server's fresh document. */
export function replayOn(doc: ProjectDoc, replay: Replay, origin: Origin): void {
  applyDifference(doc, unsentDifference(replay), origin)
}

/** What was still to be made again when the document was given up once more, with what came since: both of the same document. */
export function joined(earlier: Replay | null, later: Replay): Replay {
  if (earlier === null) return later
  return {
    known: Y.mergeUpdates([earlier.known, later.known]),
    local: Y.mergeUpdates([earlier.local, later.local]),
    refused: [...earlier.refused, ...later.refused],
  }
}

/** The replay without one more key; null when there is nothing left to leave out. */
export function withoutKey(replay: Replay, key: string): Replay | null {
  if (key === '' || replay.refused.length >= MAX_REPLAYS) return null
  return { ...replay, refused: [...replay.refused, key] }
}

function openBytes(update: Uint8Array): ProjectDoc {
  const y = new Y.Doc()
  Y.applyUpdate(y, update)
  return openProjectDoc(y)
}

function isBelow(inner: string, outer: string): boolean {
  return outer !== '' && (inner === outer || inner.startsWith(`${outer}/`))
}
