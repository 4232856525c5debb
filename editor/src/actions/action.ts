import type { ProjectDoc, Origin } from '@axiom/shared/document/projectDoc'
import type { NodeView } from '@axiom/shared/document/views'

import type { ProjectSession } from '../document/projectSession.ts'
import { useEditorState } from '../session/editorState.ts'
import { movable } from '../session/selectionRules.ts'
import { createEdits, stepLabel } from './edits.ts'

export type ActionGroup = 'edit' | 'select' | 'move' | 'arrange' | 'view' | 'insert' | 'panel' | 'project'

/** What the page around the editor does: actions only name it. */
export interface ActionCallbacks {
  publish?: () => void
  preview?: () => void
  share?: () => void
  /** What was put aside on this device. */
  copies?: () => void
  /** Says in words what should change. */
  describe?: (begun?: string) => void
  /** Asks a language model about the project. */
  ask?: () => void
  /** What people asked of programs, for owners. */
  usage?: () => void
  /** Goes on in a copy, for a suggestion. */
  suggest?: () => void
}

export interface ActionContext {
  session: Pick<ProjectSession, 'doc' | 'store' | 'undo' | 'origin' | 'presence' | 'isOwn' | 'projectId'>
  callbacks: ActionCallbacks
}

/** A user verb as data: menus, keys, buttons and the palette read the same list. */
export interface Action {
  id: string
  group: ActionGroup
  label: string
  /** `mod` is ctrl, on a Mac cmd: `mod+Shift+Z`. */
  shortcut: string | null
  /** Other keys that do the same, not shown. */
  also?: readonly string[]
  /** Extra words of the moment, as the name of the step that undo takes back. */
  detail?: (context: ActionContext) => string | null
  isEnabled: (context: ActionContext) => boolean
  run: (context: ActionContext) => void
}

export const state = useEditorState.getState
export const canWrite = (): boolean => !state().readOnly
export const hasSelection = (): boolean => state().selection.length > 0
export const canEditSelection = (context: ActionContext): boolean => canWrite() && editable(context).length > 0

/** The selected nodes that an action may change: topmost, unlocked [M2]. */
export function editable({ session }: ActionContext): string[] {
  const { store } = session
  return movable({ node: (id) => store.getNode(id) }, state().selection)
}

export function viewsOf({ session }: ActionContext, ids: readonly string[]): NodeView[] {
  return ids.flatMap((id) => session.store.getNode(id) ?? [])
}

/** One undo step, named "Verb Name". */
export function step(
  { session }: ActionContext,
  verb: string,
  ids: readonly string[],
  work: (doc: ProjectDoc, origin: Origin) => void,
): void {
  session.undo.step(stepLabel(verb, session.store, ids), () => work(session.doc, session.origin))
}

export const editsOf = ({ session }: ActionContext): ReturnType<typeof createEdits> => createEdits(session)
