import type { Peer } from '../../document/presence.ts'
import type { Measure } from '../measure.ts'

/** A finished drag stays where it was seen until its edit arrives, at most this long. */
const HOLD_MS = 400

interface Held {
  clientId: number
  element: HTMLElement
  ends: ReturnType<typeof setTimeout> | null
}

export interface RemoteDrags {
  /** Moves the elements of the peer's selection; `onMoved` for each one. */
  show: (
    peer: Peer,
    delta: { dx: number; dy: number; dw: number; dh: number },
    onMoved: (nodeId: string) => void,
  ) => void
  /** The peer let go. */
  release: (clientId: number) => void
  /** The node was written: its preview is over. */
  settle: (nodeId: string) => void
  dispose: () => void
}

/** Live drags of others: transforms on the nodes' own elements, never React, never the document. */
export function createRemoteDrags(measure: Measure): RemoteDrags {
  const drags = new Map<string, Held>()

  function end(nodeId: string, { element, ends }: Held): void {
    if (ends) clearTimeout(ends)
    drags.delete(nodeId)
    element.style.removeProperty('transform')
    element.style.removeProperty('transform-origin')
  }

  function settle(nodeId: string): void {
    const held = drags.get(nodeId)
    if (held?.ends) end(nodeId, held)
  }

  return {
    settle,
    show(peer, { dx, dy, dw, dh }, onMoved) {
      for (const nodeId of peer.selection) {
        const element = measure.element(nodeId)
        // What this hand holds follows this hand.
        if (!element || element.classList.contains('ax-live')) continue
        const known = drags.get(nodeId)
        if (known?.ends) clearTimeout(known.ends)
        drags.set(nodeId, { clientId: peer.clientId, element, ends: null })
        element.style.transformOrigin = 'left top'
        element.style.transform = `translate(${dx}px, ${dy}px)${growth(element, dw, dh)}`
        onMoved(nodeId)
      }
    },
    release(clientId) {
      for (const [nodeId, held] of drags)
        if (held.clientId === clientId) held.ends ??= setTimeout(() => settle(nodeId), HOLD_MS)
    },
    dispose() {
      for (const [nodeId, held] of drags) end(nodeId, held)
    },
  }
}

/** A resize is shown by scale: cheap, and the true size comes with the edit. */
function growth(element: HTMLElement, dw: number, dh: number): string {
  if (dw === 0 && dh === 0) return ''
  const { offsetWidth: w, offsetHeight: h } = element
  return w > 0 && h > 0 ? ` scale(${Math.max(0.01, (w + dw) / w)}, ${Math.max(0.01, (h + dh) / h)})` : ''
}
