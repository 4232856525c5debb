import type { Breakpoint, Frame, NodeView } from '@axiom/shared/document/views'
import type { ParentLayout } from '@axiom/shared/widgets/styles'

import type { Point, TextTarget } from './editorState.ts'

export const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const
export type Handle = (typeof HANDLES)[number]

/** A line to draw: an alignment (`line`) or a measured distance (`gap`), in canvas units. */
export type Guide =
  | { kind: 'line'; axis: 'x' | 'y'; at: number; from: number; to: number }
  | { kind: 'gap'; axis: 'x' | 'y'; at: number; from: number; to: number }

/** What lies under the pointer. */
export type Target = { kind: 'node'; id: string } | { kind: 'handle'; handle: Handle } | { kind: 'canvas' }

/** A pointer event as the tools see it, free of the DOM. */
export interface PointerInput {
  target: Target
  /** In pixels from the canvas' corner: for thresholds and panning. */
  screen: Point
  /** In canvas units from the artboard's corner. */
  canvas: Point
  button: 'primary' | 'middle'
  shift: boolean
  alt: boolean
  /** Ctrl or cmd: no snapping while it is held. */
  mod: boolean
  /** Space is held: the pointer pans. */
  space: boolean
  /** A finger: it pans, unless it takes what is selected. */
  touch: boolean
}

/** Where dropped things go: before a sibling, or (null) at the end; `line` is the indicator of a stack or grid. */
export interface DropPlace {
  parentId: string
  beforeId: string | null
  line: Frame | null
}

export interface Move {
  ids: readonly string[]
  parentId: string
  /** `undefined`: the order stays as it is. */
  beforeId?: string | null
  /** New geometry, relative to the parent's content box; absent in stacks and grids. */
  frames?: Record<string, Frame>
}

/** What a gesture writes at its end, each one transaction and one undo step [M3]. */
export interface GestureEdits {
  move: (move: Move) => void
  duplicate: (move: Move) => void
  resize: (frames: Record<string, Frame>) => void
  insert: (type: string, place: { parentId: string; beforeId: string | null; frame: Partial<Frame> }) => void
}

/** What a gesture shows meanwhile: transforms and overlays only, no document, no React. */
export interface GestureStage {
  moved: (ids: readonly string[], dx: number, dy: number) => void
  resized: (boxes: Readonly<Record<string, Frame>>) => void
  guides: (guides: readonly Guide[]) => void
  marquee: (box: Frame | null) => void
  drop: (place: DropPlace | null) => void
  ghost: (box: Frame | null) => void
  /** Presence: the live change of the selection. */
  send: (change: { dx: number; dy: number; dw: number; dh: number } | null) => void
  clear: () => void
}

/** Everything the tools know of the editor. The canvas has the real one, tests a small one. */
export interface World {
  readonly edits: GestureEdits
  readonly stage: GestureStage
  canWrite: () => boolean
  zoom: () => number
  breakpoint: () => Breakpoint
  screenId: () => string | null
  node: (id: string) => NodeView | null
  children: (parentId: string) => readonly string[]
  /** Outer box in canvas units; null when it is not drawn. */
  box: (id: string) => Frame | null
  /** The box that children's frames are relative to. */
  contentBox: (parentId: string) => Frame | null
  layout: (parentId: string) => ParentLayout
  canHold: (parentId: string) => boolean
  selection: () => readonly string[]
  select: (ids: readonly string[]) => void
  inserting: () => string | null
  stopInserting: () => void
  defaultSize: (type: string) => { w: number; h: number }
  editableText: (id: string) => TextTarget | null
  editText: (target: TextTarget) => void
  panBy: (dx: number, dy: number) => void
}

export type ToolName =
  | 'Idle'
  | 'PointingNode'
  | 'Dragging'
  | 'Resizing'
  | 'Marquee'
  | 'Panning'
  | 'EditingText'
  | 'Inserting'

/** The gestures over a world: made by `tools/`, driven by the canvas (which never imports it) or by a test. */
export interface ToolMachine {
  readonly state: () => ToolName
  down: (input: PointerInput) => void
  move: (input: PointerInput) => void
  up: (input: PointerInput) => void
  doubleClick: (input: PointerInput) => void
  /** True when there was a gesture to cancel. */
  cancel: () => boolean
  /** A palette item hovers over the canvas (null: it left), or is dropped on it. */
  hoverInsert: (type: string, at: Point | null) => void
  dropInsert: (type: string, at: Point) => void
}
