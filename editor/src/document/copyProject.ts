import { applyDifference, diffDocuments } from '@axiom/shared/document/diff'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import * as Y from 'yjs'

import { openProjectSession, type ProjectSession, type SessionConfig } from './projectSession.ts'

/** Long enough for a large project on a slow line. */
const PATIENCE_MS = 60_000

/**
 * Makes a project read like `state`, under another name, by ordinary edits. Resolves when the server has all of it; rejects when it
 * does not come to that.
 */
export async function copyInto(
  target: SessionConfig,
  { state, name }: { state: Uint8Array; name: string },
): Promise<void> {
  const session = openProjectSession(target)
  const source = openProjectDoc()
  try {
    await saved(session)
    Y.applyUpdate(source.y, state, 'copy')
    applyDifference(session.doc, diffDocuments(session.doc, source), session.origin)
    setMeta(session.doc, { name }, session.origin)
    await saved(session)
  } finally {
    source.y.destroy()
    await session.close()
  }
}

function saved({ status }: ProjectSession): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const { kind, problem } = status.get()
      if (kind === 'saved') end(resolve)
      else if (kind === 'readOnly') end(() => reject(new Error(problem ?? kind)))
    }
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      unsubscribe()
      settle()
    }
    const timer = setTimeout(() => end(() => reject(new Error('timeout'))), PATIENCE_MS)
    const unsubscribe = status.subscribe(look)
    look()
  })
}
