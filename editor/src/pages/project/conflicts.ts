import { findLostWrites, insistOn, type LostWrite } from '@axiom/shared/document/lostWrites'
import { restoreNodes } from '@axiom/shared/document/operations/restoreNodes'
import { parsePlace, TRASH } from '@axiom/shared/document/place'
import { isChanged, writerOf } from '@axiom/shared/document/writers'

import type { ProjectSession } from '../../document/projectSession.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'

/** Something of mine that a merge undid, and the way to have it all the same [M8]. */
export interface Conflict {
  message: string
  action: string
  run: () => void
}

/** Tells of own edits that lost against somebody's at the same time, and of deletions where one is working. */
export function watchConflicts(session: ProjectSession, onConflict: (conflict: Conflict) => void): () => void {
  const { doc } = session
  return session.onRemote((transaction) => {
    const lost = findLostWrites(doc, transaction, (client) => session.isOwn(client))
    if (lost.length > 0) onConflict(describeLost(session, lost))
    const told = new Set(lost.map(({ row }) => row))
    const gone = deletedHere(session).find((id) => {
      const row = doc.roots.nodes.get(id)
      return row !== undefined && !told.has(id) && isChanged(transaction, row, 'at')
    })
    if (gone !== undefined) onConflict(describeDeleted(session, gone))
  })
}

/** What is in the trash of that which one edits or has selected. */
function deletedHere({ store }: ProjectSession): string[] {
  const { editing, selection } = useEditorState.getState()
  const { places, parents } = store.getTree()
  const found = new Set<string>()
  for (const start of editing ? [editing.nodeId, ...selection] : selection) {
    let id: string | undefined = start
    while (id !== undefined && places.get(id)?.parentId !== TRASH) id = parents.get(id)
    if (id !== undefined) found.add(id)
  }
  return [...found]
}

function describeDeleted(session: ProjectSession, id: string): Conflict {
  const { doc, origin, store, undo } = session
  const row = doc.roots.nodes.get(id)
  const name = store.getNode(id)?.name ?? ''
  return {
    message: t('conflict.deletedHere', { by: nameOf(session, row ? writerOf(row, 'at') : null), name }),
    action: t('conflict.restore'),
    run: () => undo.step(t('verb.restore'), () => restoreNodes(doc, { ids: [id] }, origin)),
  }
}

function describeLost(session: ProjectSession, lost: readonly LostWrite[]): Conflict {
  const { doc, origin, undo } = session
  const kinds = lost.map((write) => kindOf(write))
  const [first] = lost
  const isOne = first !== undefined && lost.every(({ row }) => row === first.row)
  const kind = kinds.find((one) => one !== 'changed') ?? 'changed'
  const action = isOne ? ACTIONS[kind] : t('conflict.useMine')
  return {
    message: isOne
      ? t(`conflict.${kind}`, { by: nameOf(session, first.by), name: nameOfRow(session, first) })
      : t('conflict.many', { count: new Set(lost.map(({ root, row, key }) => row ?? `${root}/${key}`)).size }),
    action,
    run: () => undo.step(action, () => insistOn(doc, lost, origin)),
  }
}

type Kind = 'moved' | 'deletedWhileMoved' | 'movedWhileDeleted' | 'changed'

const ACTIONS: Record<Kind, string> = {
  moved: t('conflict.moveAnyway'),
  deletedWhileMoved: t('conflict.moveAnyway'),
  movedWhileDeleted: t('conflict.deleteAnyway'),
  changed: t('conflict.useMine'),
}

function kindOf({ key, mine, theirs }: LostWrite): Kind {
  if (key.startsWith('frame')) return 'moved'
  if (key !== 'at') return 'changed'
  if (parsePlace(mine)?.parentId === TRASH) return 'movedWhileDeleted'
  return parsePlace(theirs)?.parentId === TRASH ? 'deletedWhileMoved' : 'moved'
}

function nameOf({ presence }: ProjectSession, clientId: number | null): string {
  return presence.nameOf(clientId) ?? t('remote.somebody')
}

/** The name of a widget, screen or model; what has none is called by its key. */
function nameOfRow({ doc, store }: ProjectSession, { root, row, key }: LostWrite): string {
  if (row === null) return key
  if (root === 'nodes') return store.getNode(row)?.name ?? key
  const name: unknown =
    root === 'meta' || root === 'settings' || root === 'theme' ? key : doc.roots[root].get(row)?.get('name')
  return typeof name === 'string' ? name : key
}
