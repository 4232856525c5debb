import { justDone } from '@axiom/shared/gate/before'
import { judgeChanges, type Refusal } from '@axiom/shared/gate/judge'
import { ScanError, scanUpdate } from '@axiom/shared/gate/scanUpdate'
import * as Y from 'yjs'

/** The server's gate, asked about an edit that has just been made here: null, or why it would be refused [G4]. */
export function judgeOwnUpdate(update: Uint8Array, transaction: Y.Transaction): Refusal | null {
  try {
    scanUpdate(update)
  } catch (error) {
    if (error instanceof ScanError) return { code: error.message, key: '' }
    throw error
  }
  const { doc } = transaction
  return judgeChanges(doc, Y.decodeUpdate(update), update, { before: justDone(transaction) }).refusal
}
