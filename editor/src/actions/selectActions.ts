import { getCanvas } from '../session/canvasHandle.ts'
import { select, startEditing } from '../session/editorState.ts'
import { textTargetOf } from '../session/textTarget.ts'
import { t } from '../texts/t.ts'
import { type Action, type ActionContext, canWrite, hasSelection, state } from './action.ts'

type Store = ActionContext['session']['store']

const visible = (store: Store, parentId: string): string[] =>
  store.getChildren(parentId).filter((id) => store.getNode(id)?.hidden === false)

/** Where the keyboard stands: the last selected node, and what is around it. */
function around(store: Store): { id: string; parentId: string; siblings: string[] } | null {
  const node = store.getNode(state().selection.at(-1) ?? '')
  return node && { id: node.id, parentId: node.parentId, siblings: visible(store, node.parentId) }
}

function stepSibling({ session }: ActionContext, by: 1 | -1): void {
  const here = around(session.store)
  const siblings = here?.siblings ?? visible(session.store, state().screenId ?? '')
  const index = here ? siblings.indexOf(here.id) + by : by === 1 ? 0 : siblings.length - 1
  const next = siblings.at(index % siblings.length)
  if (next !== undefined) select([next])
}

export const selectActions: readonly Action[] = [
  {
    id: 'select.all',
    group: 'select',
    label: t('action.select.all'),
    shortcut: 'mod+A',
    isEnabled: () => state().screenId !== null,
    run({ session }) {
      const parentId = around(session.store)?.parentId ?? state().screenId
      if (parentId !== null) select(visible(session.store, parentId))
    },
  },
  {
    id: 'select.sameType',
    group: 'select',
    label: t('action.select.sameType'),
    shortcut: null,
    isEnabled: hasSelection,
    run({ session: { store } }) {
      const types = new Set(state().selection.map((id) => store.getNode(id)?.type))
      const found: string[] = []
      const visit = (parentId: string): void => {
        for (const id of visible(store, parentId)) {
          if (types.has(store.getNode(id)?.type)) found.push(id)
          visit(id)
        }
      }
      visit(state().screenId ?? '')
      select(found)
    },
  },
  {
    id: 'select.none',
    group: 'select',
    label: t('action.select.none'),
    shortcut: 'Escape',
    isEnabled: () => hasSelection() || state().inserting !== null,
    run({ session }) {
      if (state().inserting !== null) return
      const parentId = around(session.store)?.parentId
      select(parentId !== undefined && session.store.getNode(parentId) ? [parentId] : [])
    },
  },
  {
    id: 'select.parent',
    group: 'select',
    label: t('action.select.parent'),
    shortcut: 'Shift+Enter',
    isEnabled: hasSelection,
    run({ session }) {
      const parentId = around(session.store)?.parentId
      if (parentId !== undefined && session.store.getNode(parentId)) select([parentId])
    },
  },
  {
    id: 'select.enter',
    group: 'select',
    label: t('action.select.enter'),
    shortcut: 'Enter',
    isEnabled: hasSelection,
    /** Into a text to type, else into a container to its children. */
    run({ session }) {
      const node = session.store.getNode(state().selection.at(-1) ?? '')
      const children = node ? visible(session.store, node.id) : []
      const text = node && canWrite() ? textTargetOf(node) : null
      if (children.length > 0) select(children.slice(0, 1))
      else if (text) startEditing(text)
    },
  },
  {
    id: 'select.next',
    group: 'select',
    label: t('action.select.next'),
    shortcut: 'Tab',
    isEnabled: () => isCanvasFocused() && canStep(1),
    run: (context) => stepSibling(context, 1),
  },
  {
    id: 'select.previous',
    group: 'select',
    label: t('action.select.previous'),
    shortcut: 'Shift+Tab',
    isEnabled: () => isCanvasFocused() && canStep(-1),
    run: (context) => stepSibling(context, -1),
  },
  {
    id: 'canvas.focus',
    group: 'view',
    label: t('action.canvas.focus'),
    shortcut: 'F6',
    isEnabled: () => getCanvas() !== null,
    run: () => getCanvas()?.focus(),
  },
]

const isCanvasFocused = (): boolean => document.activeElement?.classList.contains('ax-canvas') ?? false

/** Tab must also lead out of the canvas: with nothing selected it does what it always does. */
const canStep = (_by: 1 | -1): boolean => hasSelection()
