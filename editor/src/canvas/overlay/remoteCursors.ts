import type { Peer } from '../../document/presence.ts'
import { useEditorState } from '../../session/editorState.ts'
import { shape } from './shapes.ts'

const NAME_FADES_MS = 3000
const SVG = 'http://www.w3.org/2000/svg'

interface Cursor {
  element: HTMLElement
  timer: ReturnType<typeof setTimeout> | undefined
  at: { x: number; y: number } | null
}

export interface RemoteCursors {
  show: (peer: Peer, at: { x: number; y: number }) => void
  remove: (clientId: number) => void
  /** After pan and zoom; whoever is not `online` any more goes. */
  refresh: (online: ReadonlySet<number>) => void
}

/** Pointers with names; a name fades when its pointer rests. */
export function createRemoteCursors(layer: HTMLElement): RemoteCursors {
  const cursors = new Map<number, Cursor>()

  function remove(clientId: number): void {
    const cursor = cursors.get(clientId)
    clearTimeout(cursor?.timer)
    cursor?.element.remove()
    cursors.delete(clientId)
  }

  function show(peer: Peer, at: { x: number; y: number }): void {
    const cursor = cursors.get(peer.clientId) ?? { element: cursorElement(layer, peer), timer: undefined, at: null }
    cursors.set(peer.clientId, cursor)
    if (cursor.at?.x === at.x && cursor.at.y === at.y) return
    cursor.at = { x: at.x, y: at.y }
    move(cursor)
    cursor.element.classList.remove('is-still')
    clearTimeout(cursor.timer)
    cursor.timer = setTimeout(() => cursor.element.classList.add('is-still'), NAME_FADES_MS)
  }

  return {
    show,
    remove,
    refresh(online) {
      for (const [clientId, cursor] of cursors) {
        if (online.has(clientId)) move(cursor)
        else remove(clientId)
      }
    },
  }
}

function move({ element, at }: Cursor): void {
  if (!at) return
  const { zoom, pan } = useEditorState.getState()
  element.style.transform = `translate(${at.x * zoom + pan.x}px, ${at.y * zoom + pan.y}px)`
}

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
