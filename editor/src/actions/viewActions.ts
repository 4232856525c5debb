import type { Breakpoint } from '@axiom/shared/document/views'
import { WIDGETS } from '@axiom/shared/widgets/registry'
import { layoutOf } from '@axiom/shared/widgets/styles'

import { announce } from '../session/announcements.ts'
import { getCanvas } from '../session/canvasHandle.ts'
import {
  type LeftPanel,
  openPanel,
  setBreakpoint,
  select,
  setHistoryOf,
  setReviewing,
  setShortcutsOpen,
  togglePanel,
  toggleQuiet,
  useEditorState,
} from '../session/editorState.ts'
import { nextZoom, zoomTo, zoomToFit, zoomToSelection } from '../session/viewport.ts'
import { type TextKey, t } from '../texts/t.ts'
import { type Action, type ActionContext, canWrite, editsOf, hasSelection, state } from './action.ts'
import { targetParent } from './paste.ts'

const simple = (
  id: string,
  group: Action['group'],
  key: TextKey,
  shortcut: string | null,
  run: Action['run'],
): Action => ({
  id,
  group,
  label: t(key),
  shortcut,
  isEnabled: () => true,
  run,
})

const breakpoint = (name: Breakpoint, shortcut: string): Action =>
  simple(`breakpoint.${name}`, 'view', `action.breakpoint.${name}`, shortcut, () => setBreakpoint(name))

const panel = (name: LeftPanel, shortcut: string | null): Action =>
  simple(`panel.${name}`, 'panel', `action.panel.${name}`, shortcut, () => togglePanel(name))

/** By keyboard or palette: into the selected container, else into the middle of what one sees. */
export function insertWidget(context: ActionContext, type: string): void {
  const parentId = targetParent(context)
  const widget = WIDGETS.find((each) => each.type === type)
  if (parentId === null || !widget) return
  const canvas = getCanvas()
  const centre = canvas?.centre()
  const origin = canvas?.contentBox(parentId)
  const isFree = layoutOf(context.session.store.getNode(parentId), state().breakpoint).kind === 'free'
  const { w, h } = widget.defaults.frame
  const inside = (at: number, from: number, room: number, size: number): number =>
    Math.max(0, Math.min(Math.round(at - from - size / 2), Math.max(0, Math.round(room - size))))
  const frame =
    isFree && centre && origin
      ? { x: inside(centre.x, origin.x, origin.w, w), y: inside(centre.y, origin.y, origin.h, h) }
      : {}
  editsOf(context).insert(type, { parentId, beforeId: null, frame })
  announce(t('announce.inserted', { name: widget.label }))
  canvas?.focus()
}

export const insertActions: readonly Action[] = WIDGETS.map(({ type, label }) => ({
  id: `insert.${type}`,
  group: 'insert',
  label: t('action.insert', { name: label.toLowerCase() }),
  shortcut: null,
  isEnabled: () => canWrite() && state().screenId !== null,
  run: (context) => insertWidget(context, type),
}))

export const viewActions: readonly Action[] = [
  simple('zoom.in', 'view', 'action.zoom.in', 'mod+=', () => zoomTo(nextZoom(useEditorState.getState().zoom, 1))),
  simple('zoom.out', 'view', 'action.zoom.out', 'mod+-', () => zoomTo(nextZoom(useEditorState.getState().zoom, -1))),
  simple('zoom.100', 'view', 'action.zoom.100', 'Shift+0', () => zoomTo(1)),
  simple('zoom.fit', 'view', 'action.zoom.fit', 'Shift+1', zoomToFit),
  { ...simple('zoom.selection', 'view', 'action.zoom.selection', 'Shift+2', zoomToSelection), isEnabled: hasSelection },
  breakpoint('desktop', 'Alt+1'),
  breakpoint('phone', 'Alt+2'),
  panel('insert', 'I'),
  panel('layers', 'L'),
  panel('data', 'M'),
  panel('sources', null),
  panel('flows', null),
  panel('versions', null),
  {
    ...simple('history', 'panel', 'history.ofWidget', null, () => {
      setHistoryOf(state().selection[0] ?? null)
      openPanel('versions')
    }),
    isEnabled: () => state().selection.length === 1,
  },
  simple('review', 'panel', 'action.review', null, () => {
    select([])
    setReviewing(true)
  }),
  panel('theme', null),
  panel('trash', null),
  panel('publish', null),
  simple('quiet', 'view', 'action.quiet', 'Alt+Q', toggleQuiet),
  simple('shortcuts', 'view', 'action.shortcuts', '?', () => setShortcutsOpen(true)),
]

const called = (
  id: 'publish' | 'preview' | 'share' | 'describe' | 'ask' | 'usage' | 'suggest' | 'copies',
  shortcut: string | null,
): Action => ({
  id,
  group: 'project',
  label: t(`action.${id}`),
  shortcut,
  isEnabled: ({ callbacks }) => callbacks[id] !== undefined,
  run: ({ callbacks }) => callbacks[id]?.(),
})

export const projectActions: readonly Action[] = [
  called('preview', 'mod+Enter'),
  called('publish', null),
  called('share', null),
  called('describe', null),
  called('ask', null),
  called('suggest', null),
  called('usage', null),
  called('copies', null),
]
