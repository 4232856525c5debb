import type { Point } from '../session/editorState.ts'
import { panBy, zoomAt } from '../session/viewport.ts'
import { HANDLES, type PointerInput, type Target, type ToolMachine, type ToolName } from '../session/world.ts'
import { createPinch } from './pinch.ts'

export interface InputListeners {
  tools: ToolMachine
  toCanvas: (client: Point) => Point
  onHover: (nodeId: string | null) => void
  onCursor: (at: Point | null) => void
  onState: (name: ToolName) => void
  /** A menu is wanted: over what lies there, or (null) by the keyboard, for the selection. */
  onMenu: (at: Point, target: Target | null) => void
}

/** Anything that brings its own keyboard and pointer (a text being typed) keeps its events. */
const isOwnText = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-canvas-text]') !== null

/** DOM events → tool events. Returns the function that stops listening. */
export function listenToPointer(root: HTMLElement, listeners: InputListeners): () => void {
  const abort = new AbortController()
  const keys = { space: false }
  const context: Context = { ...listeners, root, keys, signal: abort.signal }
  listenToGestures(context)
  listenToRest(context)
  listenToKeys(context)
  return () => abort.abort()
}

interface Context extends InputListeners {
  root: HTMLElement
  keys: { space: boolean }
  signal: AbortSignal
}

function inputOf({ root, toCanvas, keys }: Context, event: MouseEvent): PointerInput {
  const client = { x: event.clientX, y: event.clientY }
  const rect = root.getBoundingClientRect()
  return {
    target: targetOf(event.target),
    screen: { x: client.x - rect.left, y: client.y - rect.top },
    canvas: toCanvas(client),
    button: event.button === 1 ? 'middle' : 'primary',
    shift: event.shiftKey,
    alt: event.altKey,
    mod: event.ctrlKey || event.metaKey,
    space: keys.space,
    touch: event instanceof PointerEvent && event.pointerType === 'touch',
  }
}

function listenToGestures(context: Context): void {
  const { root, tools, signal, onState, onHover, onCursor } = context
  const told = (): void => onState(tools.state())
  const on = (name: 'pointerdown' | 'pointermove' | 'pointerup', handle: (event: PointerEvent) => void): void =>
    root.addEventListener(name, handle, { signal })
  const pinch = createPinch(root)
  on('pointerdown', (event) => {
    if (isOwnText(event.target) || event.button > 1) return
    root.classList.add('is-pointed')
    // No native drag, no text selection, no focus inside the user's app; the canvas has the keyboard.
    event.preventDefault()
    root.focus({ preventScroll: true })
    root.setPointerCapture(event.pointerId)
    if (pinch.down(event)) {
      tools.cancel()
      return told()
    }
    tools.down(inputOf(context, event))
    told()
  })
  on('pointermove', (event) => {
    if (pinch.move(event)) return
    const input = inputOf(context, event)
    if (tools.state() === 'Idle') onHover(input.target.kind === 'node' ? input.target.id : null)
    tools.move(input)
    onCursor(input.canvas)
    told()
  })
  on('pointerup', (event) => {
    if (pinch.up(event)) return
    tools.up(inputOf(context, event))
    told()
  })
  root.addEventListener('pointercancel', (event) => void pinch.up(event), { signal })
  root.addEventListener(
    'dblclick',
    (event) => {
      if (isOwnText(event.target)) return
      // After a captured pointer the target is the canvas: ask what really lies there.
      const under = document.elementFromPoint(event.clientX, event.clientY)
      tools.doubleClick({ ...inputOf(context, event), target: targetOf(under) })
    },
    { signal },
  )
}

function listenToRest({ root, tools, signal, onState, onHover, onCursor, onMenu }: Context): void {
  const cancel = (): void => {
    if (tools.cancel()) onState(tools.state())
  }
  root.addEventListener('pointercancel', cancel, { signal })
  window.addEventListener('blur', cancel, { signal })
  root.addEventListener(
    'pointerleave',
    () => {
      onHover(null)
      if (tools.state() === 'Idle') onCursor(null)
    },
    { signal },
  )
  root.addEventListener(
    'contextmenu',
    (event) => {
      if (isOwnText(event.target)) return
      event.preventDefault()
      cancel()
      const isTouch = event instanceof PointerEvent && event.pointerType === 'touch'
      onMenu({ x: event.clientX, y: event.clientY }, event.button === 2 || isTouch ? targetOf(event.target) : null)
    },
    { signal },
  )
  // The ring says where the keyboard is; a hand that points knows.
  root.addEventListener('blur', () => root.classList.remove('is-pointed'), { signal })
  root.addEventListener('wheel', (event) => onWheel(root, event), { signal, passive: false })
  // Links, buttons and forms of the user's app are things to arrange here, not to use.
  for (const name of ['click', 'submit', 'dragstart', 'auxclick'] as const)
    root.addEventListener(name, (event) => !isOwnText(event.target) && event.preventDefault(), {
      signal,
      capture: true,
    })
}

function listenToKeys({ root, tools, signal, keys, onState }: Context): void {
  const onDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab' || event.key === 'F6') root.classList.remove('is-pointed')
    if (event.key === 'Escape' && tools.cancel()) {
      // The gesture was what Escape meant: the selection stays.
      event.stopImmediatePropagation()
      onState(tools.state())
    }
    if (event.code !== 'Space' || document.activeElement !== root) return
    event.preventDefault()
    keys.space = true
    root.classList.add('is-pannable')
  }
  const onUp = (event: KeyboardEvent): void => {
    if (event.code !== 'Space') return
    keys.space = false
    root.classList.remove('is-pannable')
  }
  window.addEventListener('keydown', onDown, { signal, capture: true })
  window.addEventListener('keyup', onUp, { signal })
}

/** Pinch and ctrl+wheel zoom to the cursor; else the wheel (with shift: sideways) and the trackpad pan. */
function onWheel(root: HTMLElement, event: WheelEvent): void {
  event.preventDefault()
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
  if (event.ctrlKey || event.metaKey) {
    const rect = root.getBoundingClientRect()
    const delta = Math.max(-60, Math.min(60, event.deltaY * unit))
    zoomAt({ x: event.clientX - rect.left, y: event.clientY - rect.top }, Math.exp(-delta / 200))
  } else if (event.shiftKey && event.deltaX === 0) panBy(-event.deltaY * unit, 0)
  else panBy(-event.deltaX * unit, -event.deltaY * unit)
}

function targetOf(target: EventTarget | null): Target {
  if (!(target instanceof Element)) return { kind: 'canvas' }
  const handle = HANDLES.find((each) => each === target.closest('[data-handle]')?.getAttribute('data-handle'))
  if (handle) return { kind: 'handle', handle }
  const id = target.closest('[data-node-id]')?.getAttribute('data-node-id')
  return id ? { kind: 'node', id } : { kind: 'canvas' }
}
