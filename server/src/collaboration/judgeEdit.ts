import { openProjectDoc, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'
import { judgeChanges, type Refusal } from '@axiom/shared/gate/judge'
import { ScanError, scanUpdate } from '@axiom/shared/gate/scanUpdate'
import * as Y from 'yjs'

import type { DocumentGuard } from './documentGuards.ts'

/** Makes the edit on a throw-away copy and judges it as if a client had sent it. */
export function judgeEdit(y: Y.Doc, { size }: DocumentGuard, edit: (doc: ProjectDoc) => void): void {
  const update = updateOf(y, edit)
  if (update === null) return
  try {
    scanUpdate(update)
  } catch (error) {
    if (!(error instanceof ScanError)) throw error
    throw refused({ code: error.message, key: '' })
  }
  const { refusal, touched } = judgeChanges(y, Y.decodeUpdate(update), update)
  if (refusal !== null) throw refused(refusal)
  if (!size.hasRoomFor(update.length, touched)) throw new AppError('too_large')
}

function updateOf(y: Y.Doc, edit: (doc: ProjectDoc) => void): Uint8Array | null {
  const copy = new Y.Doc({ gc: true })
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(y))
  const updates: Uint8Array[] = []
  copy.on('update', (update: Uint8Array) => updates.push(update))
  edit(openProjectDoc(copy))
  copy.destroy()
  return updates.length === 0 ? null : Y.mergeUpdates(updates)
}

function refused({ code, key }: Refusal): AppError {
  const message = 'This part does not fit the project document. Nothing was changed.'
  return new AppError('update_refused', { errors: [{ path: key, code, message }] })
}
