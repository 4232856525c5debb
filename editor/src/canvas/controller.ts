import type { Peer } from '../document/presence.ts'
import type { ProjectSession } from '../document/projectSession.ts'
import { type CanvasHandle, registerCanvas } from '../session/canvasHandle.ts'
import { setGesture, setHover, useEditorState } from '../session/editorState.ts'
import { pickable } from '../session/selectionRules.ts'
import type { GestureEdits, GestureStage, ToolMachine, World } from '../session/world.ts'
import { createDomWorld } from './domWorld.ts'
import { type InputListeners, listenToPointer } from './input.ts'
import { createMeasure, type Measure } from './measure.ts'
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
  }

  function applyView(): void {
    const { zoom, pan } = state()
    elements.world.style.transform = `translate(${pan.x}px, ${pan.y}px) scale(${zoom})`
    root.style.backgroundPosition = `${pan.x}px ${pan.y}px`
  }

  const sizes = new ResizeObserver(redraw)
  sizes.observe(board)
  const stops = [
    useEditorState.subscribe((now, before) => {
      if (now.zoom !== before.zoom || now.pan !== before.pan) {
        applyView()
        draw()
      } else redraw()
      root.classList.toggle('is-inserting', now.inserting !== null)
      if (now.selection !== before.selection || now.screenId !== before.screenId || now.editing !== before.editing)
        presence.setState(ownState())
    }),
    store.subscribe('any', redraw),
    presence.onFrames(remote.frames),
    listenToPointer(root, inputListeners({ root, tools, measure, world, presence, isDragging: () => dragging })),
    registerCanvas(handleOf(root, measure)),
    // A remote drag's preview ends in the moment its edit arrives: no jump back in between.
    store.subscribe('any', () => {
      for (const peer of peers) for (const id of peer.selection) remote.settle(id)
    }),
  ]
  applyView()
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
      sizes.disconnect()
      remote.dispose()
      overlay.replaceChildren()
      setGesture(null)
      setHover(null)
    },
  }
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
    onHover: (id) => setHover(id === null ? null : pickable(world, id)),
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
