import { compareNodes, type NodeChange } from '@axiom/shared/document/compareNodes'
import { findLostWrites } from '@axiom/shared/document/lostWrites'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import * as Y from 'yjs'

import type { ProjectSession } from './projectSession.ts'

/** Away for less than this one still knows what was there (ms). */
const LONG_MS = 3_600_000
/** How often the time is noted while one is there (ms). */
const NOTE_MS = 60_000

/** What came together after a long time apart. */
export interface Return {
  /** When one was last connected (ms since 1970). */
  since: number
  /** What others did to widgets; one's own changes are in it only where theirs won. */
  changes: NodeChange[]
  /** Own values that lost against theirs. */
  lost: number
}

interface Notes {
  /** When one was last connected; 0: never. */
  read: () => number
  write: (at: number) => void
}

type Watched = Pick<ProjectSession, 'doc' | 'status' | 'loaded' | 'encode' | 'isOwn' | 'onRemote'>

/** Tells what a merge after more than an hour offline has changed, over reloads too. Gives back how to stop. */
export function watchReturn(session: Watched, notes: Notes, onReturn: (merged: Return) => void): () => void {
  let before: { since: number; state: Uint8Array; lost: number } | null = null
  let wasOffline = false

  const look = (): void => {
    const { kind } = session.status.get()
    const goesOff = kind === 'offline' && !wasOffline
    wasOffline = kind === 'offline'
    if (goesOff) before = null
    else if (kind === 'connecting' || kind === 'saving') before ??= remember()
    else if (kind === 'saved' || kind === 'readOnly') {
      const left = before
      before = null
      notes.write(Date.now())
      if (left !== null) tell(left)
    }
  }

  /** As late as can be: what one does oneself until then is no news. */
  const remember = (): typeof before => {
    const since = notes.read()
    const isLong = since > 0 && Date.now() - since > LONG_MS
    return isLong && session.loaded() ? { since, state: session.encode(), lost: 0 } : null
  }

  const tell = ({ since, state, lost }: NonNullable<typeof before>): void => {
    const then = openProjectDoc()
    Y.applyUpdate(then.y, state, 'before')
    const changes = compareNodes(session.doc, then)
    then.y.destroy()
    if (changes.length > 0 || lost > 0) onReturn({ since, changes, lost })
  }

  // An open line may bring what it held before the browser says that there is a network again.
  const stopEarly = session.onRemote(() => {
    if (wasOffline) before ??= remember()
  }, 'beforeTransaction')
  const stopRemote = session.onRemote((transaction) => {
    if (before !== null)
      before.lost += findLostWrites(session.doc, transaction, (client) => session.isOwn(client)).length
  })
  const timer = setInterval(() => {
    if (session.status.get().kind === 'saved') notes.write(Date.now())
  }, NOTE_MS)
  const stopStatus = session.status.subscribe(look)
  look()
  return () => {
    clearInterval(timer)
    stopEarly()
    stopRemote()
    stopStatus()
  }
}
