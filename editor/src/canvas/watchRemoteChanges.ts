import type { NodeView } from '@axiom/shared/document/views'

import type { ProjectSession } from '../document/projectSession.ts'
import { announce } from '../session/announcements.ts'
import { useEditorState } from '../session/editorState.ts'
import { type Change, changeBetween } from '../session/remoteChanges.ts'

const QUIET_MS = 700
const VERBS: Record<Change, string> = { inserted: 'inserted', deleted: 'deleted', moved: 'moved', changed: 'changed' }

/** Announces what others did on the open screen, gathered, so that a busy colleague is one sentence. */
export function watchRemoteChanges(session: ProjectSession): () => void {
  const { store, doc, origin } = session
  let known = look(session)
  let screenId = useEditorState.getState().screenId
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOwn = false

  // Own edits are told by the actions that make them; what undo and create write is own, too.
  const onTransaction = (transaction: { origin: unknown; local: boolean }): void => {
    if (transaction.local || transaction.origin === origin) isOwn = true
    else timer ??= setTimeout(tell, QUIET_MS)
    if (transaction.local && timer === undefined) known = look(session)
  }
  function tell(): void {
    timer = undefined
    const now = look(session)
    const here = useEditorState.getState().screenId
    if (here === screenId && !isOwn) {
      const parts = [...new Set([...known.keys(), ...now.keys()])].flatMap((id) => {
        const change = changeBetween(known.get(id) ?? null, now.get(id) ?? null)
        const name = (now.get(id) ?? known.get(id))?.name ?? ''
        return change ? [`${editorOf(session, id)} ${VERBS[change]} ${name}`] : []
      })
      if (parts.length > 0)
        announce(parts.slice(0, 3).join('. ') + (parts.length > 3 ? ` and ${parts.length - 3} more changes` : ''))
    }
    isOwn = false
    known = now
    screenId = here
  }
  doc.y.on('afterTransaction', onTransaction)
  return () => {
    clearTimeout(timer)
    doc.y.off('afterTransaction', onTransaction)
  }

  function look({ store: views }: ProjectSession): Map<string, NodeView> {
    const found = new Map<string, NodeView>()
    const visit = (parentId: string): void => {
      for (const id of views.getChildren(parentId)) {
        const node = views.getNode(id)
        if (node) found.set(id, node)
        visit(id)
      }
    }
    const open = useEditorState.getState().screenId
    if (open !== null) visit(open)
    return found
  }

  /** The one who has it selected, else the only other person here, else nobody by name. */
  function editorOf({ presence }: ProjectSession, nodeId: string): string {
    const peers = presence.getPeers()
    const holder = peers.find((peer) => peer.selection.includes(nodeId)) ?? (peers.length === 1 ? peers[0] : undefined)
    return holder?.user.name ?? 'Somebody'
  }
}
