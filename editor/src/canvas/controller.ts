import type { Peer } from '../document/presence.ts'
import type { ProjectSession } from '../document/projectSession.ts'
import { type CanvasHandle, registerCanvas } from '../session/canvasHandle.ts'
import { openContextMenu, type Point, select, setGesture, setHover, useEditorState } from '../session/editorState.ts'
import { ancestorsOf, clickable, pickable } from '../session/selectionRules.ts'
import { keepView } from '../session/viewport.ts'
import type { GestureEdits, GestureStage, Target, ToolMachine, World } from '../session/world.ts'
import { createDomWorld } from './domWorld.ts'
import { type InputListeners, listenToPointer } from './input.ts'
import { createMeasure, type Measure } from './measure.ts'
import { createDifferenceOverlay } from './overlay/differenceOverlay.ts'
import { createGestureOverlay } from './overlay/gestureOverlay.ts'
import { createRemoteOverlay } from './overlay/remoteOverlay.ts'
import { createSelectionOverlay } from './overlay/selectionOverlay.ts'
import { createStage } from './stage.ts'

export interface CanvasElements {
  root: HTMLElement
  world: HTMLElement
  board: HTMLElement
  overlay: HTMLElement
}

export interface CanvasController {
  readonly tools: ToolMachine
  readonly toCanvas: (client: { x: number; y: number }) => { x: number; y: number }
  setPeers: (peers: readonly Peer[]) => void
  dispose: () => void
}

/** Joins document, tools and overlays around the drawn artboard. Everything here works on the DOM, beside React. */
export function createController(
  elements: CanvasElements,
  session: ProjectSession,
  edits: GestureEdits,
  createTools: (world: World) => ToolMachine,
): CanvasController {
  const { root, board, overlay } = elements
  const { store, presence } = session
  const state = useEditorState.getState
  const measure = createMeasure(board, () => state().screenId)
  const selection = createSelectionOverlay(overlay)
  const remote = createRemoteOverlay(overlay, measure)
  const differences = createDifferenceOverlay(overlay, measure)
  const redraw = onceAFrame(draw)
  let peers: readonly Peer[] = []
  let dragging = false

  const stage = createStage({
    measure,
    overlay: createGestureOverlay(overlay),
    redraw,
    setCursor: (kind) => {
      dragging = kind === 'dragging'
      root.classList.toggle('is-dragging', dragging)
    },
    send: (change) => sendDrag(presence, change),
  })
  const world = createDomWorld({ store, measure, stage, edits })
  const tools = createTools(world)

  function draw(): void {
    const { selection: ids, hoverId, editing, readOnly } = state()
    const boxes = ids.flatMap((id) => measure.box(id) ?? [])
    const hovered = hoverId !== null && !dragging && !ids.includes(hoverId) ? measure.box(hoverId) : null
    const canResize = !readOnly && editing === null && ids.every((id) => pickable(world, id) === id)
    selection.draw(boxes, hovered, canResize)
    remote.draw(peers)
    differences.draw()
  }

  const stops = [
    useEditorState.subscribe((now, before) => {
      if (now.zoom !== before.zoom || now.pan !== before.pan) {
        applyView(elements)
        draw()
      } else redraw()
      root.classList.toggle('is-inserting', now.inserting !== null)
      root.classList.toggle('is-quiet', now.quiet)
      if (now.selection !== before.selection || now.screenId !== before.screenId || now.editing !== before.editing)
        presence.setState(ownState())
    }),
    store.subscribe('any', () => {
      redraw()
      // A remote drag's preview ends in the moment its edit arrives: no jump back in between.
      for (const peer of peers) for (const id of peer.selection) remote.settle(id)
    }),
    onResize(board, redraw),
    keepPlace(root),
    presence.onFrames(remote.frames),
    listenToPointer(root, inputListeners({ root, tools, measure, world, presence, isDragging: () => dragging })),
    registerCanvas(handleOf(root, measure)),
  ]
  applyView(elements)
  presence.setState(ownState())
  redraw()

  return {
    tools,
    toCanvas: measure.toCanvas,
    setPeers(next) {
      peers = next
      redraw()
    },
    dispose() {
      for (const stop of stops) stop()
      remote.dispose()
      overlay.replaceChildren()
      setGesture(null)
      setHover(null)
    },
  }
}

function applyView({ root, world }: CanvasElements): void {
  const { zoom, pan } = useEditorState.getState()
  world.style.transform = `translate(${pan.x}px, ${pan.y}px) scale(${zoom})`
  root.style.backgroundPosition = `${pan.x}px ${pan.y}px`
}

function ownState(): { screenId: string | null; selection: readonly string[]; editing: string | null } {
  const { screenId, selection, editing } = useEditorState.getState()
  return { screenId, selection, editing: editing && `${editing.nodeId}/${editing.field}` }
}

function sendDrag(presence: ProjectSession['presence'], change: Parameters<GestureStage['send']>[0]): void {
  const { screenId } = useEditorState.getState()
  if (screenId === null) return
  if (change) presence.sendDrag(screenId, change)
  else presence.sendIdle(screenId)
}

interface Listening {
  root: HTMLElement
  tools: ToolMachine
  measure: Measure
  world: World
  presence: ProjectSession['presence']
  isDragging: () => boolean
}

function inputListeners({ root, tools, measure, world, presence, isDragging }: Listening): InputListeners {
  return {
    tools,
    toCanvas: measure.toCanvas,
    onHover: (id) => setHover(id === null ? null : clickable(world, id, world.selection())),
    onMenu: (at, target) => openMenu(world, at, target),
    onCursor: (at) => {
      const { screenId } = useEditorState.getState()
      if (screenId === null || isDragging()) return
      if (at) presence.sendCursor(screenId, at.x, at.y)
      else presence.sendIdle(screenId)
    },
    onState: (name) => {
      root.classList.toggle('is-panning', name === 'Panning')
      const kind = name === 'Dragging' ? 'drag' : name === 'Resizing' ? 'resize' : null
      if ((useEditorState.getState().gesture?.kind ?? null) !== kind) setGesture(kind && { kind, frames: {} })
    },
  }
}

/** The menu is for what lies under the pointer; what is selected stays so when it is (in) that. */
function openMenu(world: World, at: Point, target: Target | null): void {
  const selection = world.selection()
  if (target?.kind === 'canvas') select([])
  if (target?.kind === 'node') {
    const isHeld = [target.id, ...ancestorsOf(world, target.id)].some((id) => selection.includes(id))
    const taken = clickable(world, target.id, selection)
    if (!isHeld) select(taken === null ? [] : [taken])
  }
  openContextMenu(at)
}

function handleOf(root: HTMLElement, measure: Measure): CanvasHandle {
  return {
    focus: () => root.focus({ preventScroll: true }),
    size: () => ({ width: root.clientWidth, height: root.clientHeight }),
    box: measure.box,
    contentBox: measure.contentBox,
    board: measure.board,
    centre: () => {
      const rect = root.getBoundingClientRect()
      return measure.toCanvas({ x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 })
    },
  }
}

/** Panels open and close beside the canvas: what one looks at stays where it is. */
function keepPlace(root: HTMLElement): () => void {
  let left = root.getBoundingClientRect().left
  return onResize(root, () => {
    const now = root.getBoundingClientRect().left
    keepView(now - left)
    left = now
  })
}

function onResize(element: HTMLElement, work: () => void): () => void {
  const observer = new ResizeObserver(work)
  observer.observe(element)
  return () => observer.disconnect()
}

/** Many causes, one drawing per frame. */
function onceAFrame(work: () => void): () => void {
  let asked = false
  return () => {
    if (asked) return
    asked = true
    requestAnimationFrame(() => {
      asked = false
      work()
    })
  }
}
