import type { Difference } from '@axiom/shared/document/diff'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'

import { unsentDifference } from './renewal.ts'
import type { Parts } from './serverCopy.ts'

/** What of one project the server does not hold yet. */
export interface Unsent {
  projectId: string
  /** As people count them. */
  changes: number
  parts: Parts
}

/** What differs from what the server had, by key. */
export function differenceOf({ parts: { known, own } }: Unsent): Difference {
  return unsentDifference({ known, local: wholeOf(known, own), refused: [] })
}

function wholeOf(known: Uint8Array, own: Uint8Array | null): Uint8Array {
  return own === null ? known : Y.mergeUpdates([known, own])
}

/** A file for people who leave before their changes have arrived. */
export interface ChangesFile {
  format: 'axiom-changes'
  version: 1
  savedAt: string
  projects: {
    id: string
    name: string
    changes: number
    /** What differs from what the server had, by key: readable, and good for any later state of the project. */
    difference: Difference
    /** The whole project as it was here: a Yjs update in base64. */
    state: string
  }[]
}

export function toChangesFile(unsent: readonly Unsent[], now = new Date()): ChangesFile {
  return {
    format: 'axiom-changes',
    version: 1,
    savedAt: now.toISOString(),
    projects: unsent.map((one) => {
      const { projectId, changes, parts } = one
      const local = wholeOf(parts.known, parts.own)
      return {
        id: projectId,
        name: nameIn(local),
        changes,
        difference: differenceOf(one),
        state: toBase64(local),
      }
    }),
  }
}

function nameIn(state: Uint8Array): string {
  const y = new Y.Doc()
  Y.applyUpdate(y, state)
  const name: unknown = openProjectDoc(y).roots.meta.get('name')
  y.destroy()
  return typeof name === 'string' ? name : ''
}
