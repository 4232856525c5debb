import type { NodeView } from '@axiom/shared/document/views'

import type { ProjectSession } from '../document/projectSession.ts'
import { announce } from '../session/announcements.ts'
import { useEditorState } from '../session/editorState.ts'
import { changeBetween } from '../session/remoteChanges.ts'
import { t } from '../texts/t.ts'

const QUIET_MS = 700

/** Announces what others did on the open screen, gathered, so that a busy colleague is one sentence. */
export function watchRemoteChanges(session: ProjectSession): () => void {
  const { doc, store } = session
  let known = nodesOfScreen(store)
  let screenId = useEditorState.getState().screenId
  const heard = new Map<string, string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function tell(): void {
    timer = undefined
    const parts = [...heard.values()]
    heard.clear()
    const said = parts.slice(0, 3).join('. ')
    const count = parts.length - 3
    if (parts.length > 0) announce(count > 0 ? t('remote.more', { said, count }) : said)
  }
  // Views are cached by the store: looking at all of them is a walk over references.
  function onTransaction({ local }: { local: boolean }): void {
    const before = known
    const now = nodesOfScreen(store)
    const here = useEditorState.getState().screenId
    const isSameScreen = here === screenId
    known = now
    screenId = here
    if (local || !isSameScreen) return
    for (const id of new Set([...before.keys(), ...now.keys()])) {
      const change = changeBetween(before.get(id) ?? null, now.get(id) ?? null)
      const name = (now.get(id) ?? before.get(id))?.name ?? ''
      if (change) heard.set(id, t(`remote.${change}`, { by: editorOf(session, id), name }))
    }
    if (heard.size > 0) timer ??= setTimeout(tell, QUIET_MS)
  }
  doc.y.on('afterTransaction', onTransaction)
  return () => {
    clearTimeout(timer)
    doc.y.off('afterTransaction', onTransaction)
  }
}

function nodesOfScreen(store: ProjectSession['store']): Map<string, NodeView> {
  const found = new Map<string, NodeView>()
  const visit = (parentId: string): void => {
    for (const id of store.getChildren(parentId)) {
      const node = store.getNode(id)
      if (node) found.set(id, node)
      visit(id)
    }
  }
  const { screenId } = useEditorState.getState()
  if (screenId !== null) visit(screenId)
  return found
}

/** The one who has it selected, else the only other person here, else nobody by name. */
function editorOf({ presence }: ProjectSession, nodeId: string): string {
  const peers = presence.getPeers()
  const holder = peers.find((peer) => peer.selection.includes(nodeId)) ?? (peers.length === 1 ? peers[0] : undefined)
  return holder?.user.name ?? t('remote.somebody')
}
