import { type ReactNode, useEffect } from 'react'

import { r } from '../texts/r.ts'
import type { Note } from './runActions.ts'

/** Milliseconds that a message stays which needs no answer. */
const SHOWN_MS = 6000

/** One message at the foot of the page; what went wrong stays until it is closed. */
export function Toast({ note, onClose }: { note: Note; onClose: () => void }): ReactNode {
  const stays = note.tone === 'danger'
  useEffect(() => {
    if (stays) return
    const timer = setTimeout(onClose, SHOWN_MS)
    return () => clearTimeout(timer)
  }, [note, stays, onClose])
  return (
    <p className={`ar-note is-${note.tone}`} role={stays ? 'alert' : 'status'}>
      {note.message}{' '}
      <button type="button" onClick={onClose}>
        {r('note.close')}
      </button>
    </p>
  )
}
