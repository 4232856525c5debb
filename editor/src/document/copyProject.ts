import { applyDifference, diffDocuments } from '@axiom/shared/document/diff'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import { setProps } from '@axiom/shared/document/operations/setProps'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import type { JsonObject } from '@axiom/shared/json'
import { compileApp } from '@axiom/shared/model/app'
import * as Y from 'yjs'

import { openProjectSession, type ProjectSession, type SessionConfig } from './projectSession.ts'

/** Long enough for a large project on a slow line. */
const PATIENCE_MS = 60_000

export interface CopySource {
  state: Uint8Array
  name: string
  /** A text with pictures of other projects become those of the copy. */
  ownPictures: (text: string) => Promise<string>
}

/**
 * Makes a project read like `state`, under another name, by ordinary edits. Resolves when the server has all of it; rejects when it
 * does not come to that.
 */
export async function copyInto(target: SessionConfig, { state, name, ownPictures }: CopySource): Promise<void> {
  const session = openProjectSession(target)
  const source = openProjectDoc()
  try {
    await saved(session)
    Y.applyUpdate(source.y, state, 'copy')
    applyDifference(session.doc, diffDocuments(session.doc, source), session.origin)
    setMeta(session.doc, { name }, session.origin)
    for (const { id, props } of compileApp(session.doc, target.projectId).nodes) {
      const text = JSON.stringify(props)
      const own = await ownPictures(text)
      if (own !== text) setProps(session.doc, { ids: [id], props: JSON.parse(own) as JsonObject }, session.origin)
    }
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
