import type { Breakpoint, Frame } from '@axiom/shared/document/views'
import { create } from 'zustand'

export type LeftPanel = 'layers' | 'insert' | 'data' | 'sources' | 'flows' | 'versions' | 'theme' | 'trash' | 'publish'

export interface Point {
  x: number
  y: number
}

/** The text that is being typed in place: a co-typed text (`x:<name>`) or, for `text`, the rich text of a node. */
export interface TextTarget {
  nodeId: string
  field: string
}

/** What became of a node since an earlier state, as it is marked on the canvas. */
export interface Mark {
  id: string
  kind: 'added' | 'changed' | 'removed'
  screenId: string
  parentId: string
  frame: Frame
  /** What happened, in words. */
  label: string
}

/** Another state with which the canvas is compared: an earlier one, or one that somebody suggests. */
export interface Comparison {
  /** Its time of day or name. */
  title: string
  /** How it relates to what is there now. */
  relation: string
  /** Where the server tells that state; null: it can only be compared. */
  path: string | null
  /** What the other state is called where one chooses it. */
  other: string
  marks: readonly Mark[]
}

/** What a gesture shows before it is written: new frames by node id, in canvas units. Null while nothing is going on. */
export interface GesturePreview {
  kind: 'drag' | 'resize' | 'marquee' | 'pan' | 'insert'
  frames: Readonly<Record<string, Frame>>
}

/** Local state of the open editor. Never stored in the document, never synced (presence sends a digest of it). */
export interface EditorState {
  screenId: string | null
  selection: readonly string[]
  hoverId: string | null
  breakpoint: Breakpoint
  /** Scale of the canvas; 1 = 100 %. */
  zoom: number
  /** Where the artboard's origin lies, in CSS pixels from the canvas' top left corner. */
  pan: Point
  leftPanel: LeftPanel | null
  editing: TextTarget | null
  gesture: GesturePreview | null
  /** A widget type was picked in the palette: the next click or drag on the canvas places it. */
  inserting: string | null
  shortcutsOpen: boolean
  /** Where the menu of the selection was opened last, in pixels of the window. */
  contextMenu: Point & { isOpen: boolean }
  comparison: Comparison | null
  /** What of a comparison the canvas shows: what is there now, that with marks, or the other state. */
  compared: 'now' | 'difference' | 'past'
  /** The screen of the other state that is looked at; null: the open one. */
  comparedScreenId: string | null
  /** What could be better is listed while nothing is selected. */
  reviewing: boolean
  /** What the versions panel lists. */
  versionsView: 'all' | 'named' | 'proposals'
  /** The suggestion that is open there. */
  proposalId: string | null
  /** The widget whose history the versions panel tells; null: that of everything. */
  historyOf: string | null
  /** Awareness client whose view is followed; the first action of one's own ends it. */
  following: number | null
  /** Pointers, selections and carets of others are hidden. */
  quiet: boolean
  /** Nobody may follow this tab. */
  alone: boolean
  /** Viewers and commenters look on; gestures that write do not start. */
  readOnly: boolean
}

const INITIAL: EditorState = {
  screenId: null,
  selection: [],
  hoverId: null,
  breakpoint: 'desktop',
  zoom: 1,
  pan: { x: 56, y: 48 },
  leftPanel: 'layers',
  editing: null,
  gesture: null,
  inserting: null,
  shortcutsOpen: false,
  contextMenu: { x: 0, y: 0, isOpen: false },
  comparison: null,
  compared: 'difference',
  comparedScreenId: null,
  reviewing: false,
  versionsView: 'all',
  proposalId: null,
  historyOf: null,
  following: null,
  quiet: false,
  alone: false,
  readOnly: false,
}

/** Hook and store in one: `useEditorState((state) => state.zoom)` in React, `useEditorState.getState()` elsewhere. */
export const useEditorState = create<EditorState>(() => INITIAL)

const set = useEditorState.setState
const get = useEditorState.getState

export function resetEditorState(screenId: string | null = null): void {
  set({ ...INITIAL, screenId, readOnly: get().readOnly })
}

/** Another screen: nothing of the old one stays selected. */
export function openScreen(screenId: string | null): void {
  if (get().screenId !== screenId)
    set({ screenId, selection: [], hoverId: null, editing: null, gesture: null, comparedScreenId: null })
}

export function select(ids: readonly string[]): void {
  const { selection, editing } = get()
  const same = ids.length === selection.length && ids.every((id, i) => id === selection[i])
  const keepsText = editing !== null && ids.includes(editing.nodeId)
  if (!same || (editing !== null && !keepsText)) set({ selection: [...ids], editing: keepsText ? editing : null })
}

/** Shift-click: adds or takes away. */
export function toggleSelected(id: string): void {
  const { selection } = get()
  select(selection.includes(id) ? selection.filter((other) => other !== id) : [...selection, id])
}

export function setBreakpoint(breakpoint: Breakpoint): void {
  set({ breakpoint, gesture: null })
}

/** A click on the open panel's icon closes it. */
export function togglePanel(panel: LeftPanel): void {
  set({ leftPanel: get().leftPanel === panel ? null : panel })
}

export function openPanel(panel: LeftPanel | null): void {
  set({ leftPanel: panel })
}

export function startEditing(target: TextTarget): void {
  set({ editing: target, selection: [target.nodeId] })
}

export function stopEditing(): void {
  set({ editing: null })
}

/** Only when it changed: hover moves with the pointer. */
export function setHover(hoverId: string | null): void {
  if (get().hoverId !== hoverId) set({ hoverId })
}

export function setView(view: { zoom: number; pan: Point }): void {
  set(view)
}

export function setGesture(gesture: GesturePreview | null): void {
  set({ gesture })
}

export function startInserting(type: string | null): void {
  set({ inserting: type })
}

export function setShortcutsOpen(shortcutsOpen: boolean): void {
  set({ shortcutsOpen })
}

export function openContextMenu(at: Point): void {
  set({ contextMenu: { ...at, isOpen: true } })
}

export function closeContextMenu(): void {
  set({ contextMenu: { ...get().contextMenu, isOpen: false } })
}

export function setComparison(comparison: Comparison | null): void {
  set({ comparison, comparedScreenId: null })
}

/** Looks at a screen of the other state, which may not be there now. */
export function lookAtScreen(comparedScreenId: string): void {
  set({ compared: 'past', comparedScreenId })
}

export function setCompared(compared: EditorState['compared']): void {
  set({ compared })
}

export function setReviewing(reviewing: boolean): void {
  set({ reviewing })
}

export function setVersionsView(versionsView: EditorState['versionsView']): void {
  set({ versionsView, historyOf: null })
}

export function setProposal(proposalId: string | null): void {
  set({ proposalId })
}

/** Opens a suggestion, with what it would change on the canvas. */
export function showProposal(proposalId: string): void {
  set({ leftPanel: 'versions', versionsView: 'proposals', historyOf: null, proposalId })
}

/** Of one widget, or of everything. */
export function setHistoryOf(historyOf: string | null): void {
  set({ historyOf })
}

export function follow(clientId: number | null): void {
  set({ following: clientId })
}

export function toggleQuiet(): void {
  set({ quiet: !get().quiet })
}

export function toggleAlone(): void {
  set({ alone: !get().alone })
}

export function setReadOnly(readOnly: boolean): void {
  set({ readOnly })
}
