import { screenHash } from '@axiom/shared/protocol/presenceFrames'

import type { Peer, PeerFrame } from '../../document/presence.ts'
import { useEditorState } from '../../session/editorState.ts'
import type { Measure } from '../measure.ts'
import { onScreen, place, shape } from './shapes.ts'

const NAME_FADES_MS = 3000
/** A finished drag stays where it was seen until its edit arrives, at most this long. */
const HOLD_MS = 400

interface Cursor {
  element: HTMLElement
  timer: ReturnType<typeof setTimeout> | undefined
  at: { x: number; y: number } | null
}

export interface RemoteOverlay {
  /** Outlines and names of what others have selected on this screen. */
  draw: (peers: readonly Peer[]) => void
  /** Pointers and live drags, per animation frame, outside of React. */
  frames: (frames: readonly PeerFrame[]) => void
  /** The node was written: a drag that was shown on it is over. */
  settle: (nodeId: string) => void
  dispose: () => void
}

/** The other people on the canvas. */
export function createRemoteOverlay(layer: HTMLElement, measure: Measure): RemoteOverlay {
  const cursors = new Map<number, Cursor>()
  const outlines = new Map<string, HTMLElement>()
  const dragged = new Map<string, { clientId: number; ends: ReturnType<typeof setTimeout> | null }>()

  function draw(peers: readonly Peer[]): void {
    const view = useEditorState.getState()
    const here = peers.filter((peer) => peer.screenId === view.screenId)
    const wanted = new Set<string>()
    for (const peer of here) {
      peer.selection.forEach((nodeId, i) => {
        const box = measure.box(nodeId)
        if (!box) return
        const key = `${peer.clientId} ${nodeId}`
        wanted.add(key)
        const outline = outlines.get(key) ?? addOutline(layer, outlines, key)
        outline.style.setProperty('--p', `var(--ax-presence-${peer.user.colour})`)
        const tag = outline.firstElementChild
        if (tag instanceof HTMLElement) {
          tag.hidden = i > 0
          tag.textContent = peer.user.name
        }
        place(outline, onScreen(box, view))
      })
    }
    dropMissing(outlines, wanted)
    const online = new Set(here.map((peer) => peer.clientId))
    for (const clientId of cursors.keys()) if (!online.has(clientId)) removeCursor(clientId)
    for (const cursor of cursors.values()) moveCursor(cursor)
  }

  function removeCursor(clientId: number): void {
    const cursor = cursors.get(clientId)
    clearTimeout(cursor?.timer)
    cursor?.element.remove()
    cursors.delete(clientId)
  }

  function frames(received: readonly PeerFrame[]): void {
    const { screenId } = useEditorState.getState()
    const screen = screenHash(screenId ?? '')
    for (const { peer, frame } of received) {
      if (frame.screen !== screen || frame.kind === 'idle') {
        removeCursor(peer.clientId)
        release(peer.clientId)
      } else if (frame.kind === 'cursor') {
        release(peer.clientId)
        showCursor(peer, frame)
      } else drag(peer, frame)
    }
  }

  function showCursor(peer: Peer, at: { x: number; y: number }): void {
    const cursor = cursors.get(peer.clientId) ?? { element: cursorElement(layer, peer), timer: undefined, at: null }
    cursors.set(peer.clientId, cursor)
    if (cursor.at?.x === at.x && cursor.at.y === at.y) return
    cursor.at = { x: at.x, y: at.y }
    moveCursor(cursor)
    cursor.element.classList.remove('is-still')
    clearTimeout(cursor.timer)
    cursor.timer = setTimeout(() => cursor.element.classList.add('is-still'), NAME_FADES_MS)
  }

  function drag(peer: Peer, { dx, dy, dw, dh }: { dx: number; dy: number; dw: number; dh: number }): void {
    for (const nodeId of peer.selection) {
      const element = measure.element(nodeId)
      if (!element || element.classList.contains('ax-live')) continue
      const known = dragged.get(nodeId)
      if (known?.ends) clearTimeout(known.ends)
      dragged.set(nodeId, { clientId: peer.clientId, ends: null })
      const grown = dw !== 0 || dh !== 0 ? growth(element, dw, dh) : ''
      element.style.transform = `translate(${dx}px, ${dy}px)${grown}`
      element.style.transformOrigin = 'left top'
      const outline = outlines.get(`${peer.clientId} ${nodeId}`)
      const box = measure.box(nodeId)
      if (outline && box) place(outline, onScreen(box, useEditorState.getState()))
    }
  }

  function release(clientId: number): void {
    for (const [nodeId, held] of dragged) {
      if (held.clientId === clientId) held.ends ??= setTimeout(() => settle(nodeId), HOLD_MS)
    }
  }

  function settle(nodeId: string): void {
    const held = dragged.get(nodeId)
    if (!held?.ends) return
    clearTimeout(held.ends)
    dragged.delete(nodeId)
    const element = measure.element(nodeId)
    element?.style.removeProperty('transform')
    element?.style.removeProperty('transform-origin')
  }

  return {
    draw,
    frames,
    settle,
    dispose() {
      for (const clientId of [...cursors.keys()]) removeCursor(clientId)
      for (const { ends } of dragged.values()) if (ends) clearTimeout(ends)
      for (const outline of outlines.values()) outline.remove()
    },
  }
}

/** A resize is shown by scale: cheap, and the true size comes with the edit. */
function growth(element: HTMLElement, dw: number, dh: number): string {
  const { offsetWidth: w, offsetHeight: h } = element
  return w > 0 && h > 0 ? ` scale(${Math.max(0.01, (w + dw) / w)}, ${Math.max(0.01, (h + dh) / h)})` : ''
}

function addOutline(layer: HTMLElement, outlines: Map<string, HTMLElement>, key: string): HTMLElement {
  const outline = shape('ax-peer-sel')
  outline.append(shape('ax-peer-tag'))
  outlines.set(key, outline)
  layer.append(outline)
  return outline
}

function dropMissing(outlines: Map<string, HTMLElement>, wanted: ReadonlySet<string>): void {
  for (const [key, outline] of outlines) {
    if (wanted.has(key)) continue
    outline.remove()
    outlines.delete(key)
  }
}

const SVG = 'http://www.w3.org/2000/svg'

function cursorElement(layer: HTMLElement, { user }: Peer): HTMLElement {
  const element = shape('ax-cursor')
  element.style.setProperty('--p', `var(--ax-presence-${user.colour})`)
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 18 20')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', 'M2.2 2.2 15.4 8.4 9.6 10.4 6.9 16.2Z')
  path.setAttribute('stroke-linejoin', 'round')
  svg.append(path)
  element.append(svg, shape('ax-cursor-name', user.name))
  layer.append(element)
  return element
}

function moveCursor({ element, at }: Cursor): void {
  if (!at) return
  const { zoom, pan } = useEditorState.getState()
  element.style.transform = `translate(${at.x * zoom + pan.x}px, ${at.y * zoom + pan.y}px)`
}
