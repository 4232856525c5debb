import { trashNodes } from '@axiom/shared/document/operations/trashNodes'
import { frameAt, isFlowing, layoutOf } from '@axiom/shared/widgets/styles'

import { announce } from '../session/announcements.ts'
import { select } from '../session/editorState.ts'
import { t } from '../texts/t.ts'
import { showToast } from '../ui/toast.tsx'
import {
  type Action,
  type ActionContext,
  canEditSelection,
  editable,
  editsOf,
  hasSelection,
  state,
  step,
  viewsOf,
} from './action.ts'
import { requestClipboard } from './clipboardEvents.ts'

const OFFSET = 16

/** A copy beside the original; in a stack or grid right behind it. */
function duplicate(context: ActionContext): void {
  const { store } = context.session
  const nodes = viewsOf(context, editable(context))
  const parentId = nodes[0]?.parentId
  if (parentId === undefined) return
  const own = nodes.filter((node) => node.parentId === parentId)
  const siblings = store.getChildren(parentId)
  const last = Math.max(...own.map((node) => siblings.indexOf(node.id)))
  const move = { ids: own.map(({ id }) => id), parentId, beforeId: siblings[last + 1] ?? null }
  const { breakpoint } = state()
  if (layoutOf(store.getNode(parentId), breakpoint).kind !== 'free') return editsOf(context).duplicate(move)
  const placed = own.filter((node) => !isFlowing(node, breakpoint))
  const frames = Object.fromEntries(
    placed.map((node) => {
      const frame = frameAt(node, breakpoint)
      return [node.id, { ...frame, x: frame.x + OFFSET, y: frame.y + OFFSET }]
    }),
  )
  editsOf(context).duplicate({ ...move, frames })
}

export function deleteSelected(context: ActionContext, verb: string): void {
  const ids = editable(context)
  const names = viewsOf(context, ids).map((node) => node.name)
  if (ids.length === 0) return
  step(context, verb, ids, (doc, origin) => trashNodes(doc, { ids }, origin))
  select([])
  announce(
    t('announce.deleted', { names: names.length > 3 ? t('count.widgets', { count: names.length }) : names.join(', ') }),
  )
}

function travel({ session }: ActionContext, way: 'undo' | 'redo'): void {
  const { undoLabel, redoLabel } = session.undo.state()
  const label = way === 'undo' ? undoLabel : redoLabel
  if (label === null) return
  const result = session.undo[way]()
  const { selection } = state()
  select(selection.filter((id) => session.store.getNode(id)?.trashed === false))
  if (result.kind === 'nothing') return sayNothing(session, result)
  const isPart = result.kind === 'done' && result.skipped > 0
  const said = t(way === 'undo' ? 'announce.undone' : 'announce.redone', { step: label })
  announce(isPart ? t('announce.partly', { said }) : said)
}

/** The step was empty by now: somebody has changed since what it would have changed back [M7]. */
function sayNothing(
  { isOwn, presence }: ActionContext['session'],
  { label, by }: { label: string; by: number | null },
): void {
  const isMine = by === null || isOwn(by)
  const message = isMine
    ? t('undo.nothing', { step: label })
    : t('undo.overtaken', { step: label, by: presence.nameOf(by) ?? t('remote.somebody') })
  showToast({ message })
  announce(message)
}

export const editActions: readonly Action[] = [
  {
    id: 'undo',
    group: 'edit',
    label: t('action.undo'),
    shortcut: 'mod+Z',
    detail: ({ session }) => session.undo.state().undoLabel,
    isEnabled: ({ session }) => session.undo.state().undoLabel !== null,
    run: (context) => travel(context, 'undo'),
  },
  {
    id: 'redo',
    group: 'edit',
    label: t('action.redo'),
    shortcut: 'mod+Shift+Z',
    also: ['mod+Y'],
    detail: ({ session }) => session.undo.state().redoLabel,
    isEnabled: ({ session }) => session.undo.state().redoLabel !== null,
    run: (context) => travel(context, 'redo'),
  },
  {
    id: 'duplicate',
    group: 'edit',
    label: t('action.duplicate'),
    shortcut: 'mod+D',
    isEnabled: canEditSelection,
    run: duplicate,
  },
  // The browser's own clipboard events do the work; their keys are shown, not taken.
  {
    id: 'copy',
    group: 'edit',
    label: t('action.copy'),
    shortcut: 'mod+C',
    isEnabled: hasSelection,
    run: () => requestClipboard('copy'),
  },
  {
    id: 'cut',
    group: 'edit',
    label: t('action.cut'),
    shortcut: 'mod+X',
    isEnabled: canEditSelection,
    run: () => requestClipboard('cut'),
  },
  {
    id: 'delete',
    group: 'edit',
    label: t('action.delete'),
    shortcut: 'Delete',
    also: ['Backspace'],
    isEnabled: canEditSelection,
    run: (context) => deleteSelected(context, t('verb.delete')),
  },
]
