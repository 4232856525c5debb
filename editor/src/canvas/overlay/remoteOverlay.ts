import { screenHash } from '@axiom/shared/protocol/presenceFrames'

import type { Peer, PeerFrame } from '../../document/presence.ts'
import { useEditorState } from '../../session/editorState.ts'
import type { Measure } from '../measure.ts'
import { createRemoteCursors } from './remoteCursors.ts'
import { createRemoteDrags } from './remoteDrags.ts'
import { onScreen, place, shape } from './shapes.ts'

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
  const cursors = createRemoteCursors(layer)
  const drags = createRemoteDrags(measure)
  const outlines = new Map<string, HTMLElement>()

  function drawOutline(peer: Peer, nodeId: string, isFirst: boolean): string[] {
    const box = measure.box(nodeId)
    if (!box) return []
    const key = `${peer.clientId} ${nodeId}`
    const outline = outlines.get(key) ?? outlineElement(layer)
    outlines.set(key, outline)
    outline.style.setProperty('--p', `var(--ax-presence-${peer.user.colour})`)
    const tag = outline.firstElementChild
    if (tag instanceof HTMLElement) {
      tag.hidden = !isFirst
      tag.textContent = peer.user.name
    }
    place(outline, onScreen(box, useEditorState.getState()))
    return [key]
  }

  return {
    draw(peers) {
      const { screenId } = useEditorState.getState()
      const here = peers.filter((peer) => peer.screenId === screenId)
      const wanted = new Set(
        here.flatMap((peer) => peer.selection.flatMap((nodeId, i) => drawOutline(peer, nodeId, i === 0))),
      )
      for (const [key, outline] of outlines) {
        if (wanted.has(key)) continue
        outline.remove()
        outlines.delete(key)
      }
      cursors.refresh(new Set(here.map((peer) => peer.clientId)))
    },
    frames(received) {
      const screen = screenHash(useEditorState.getState().screenId ?? '')
      for (const { peer, frame } of received) {
        const isHere = frame.screen === screen
        if (frame.kind === 'drag' && isHere) {
          drags.show(peer, frame, (nodeId) => void drawOutline(peer, nodeId, peer.selection[0] === nodeId))
          continue
        }
        drags.release(peer.clientId)
        if (frame.kind === 'cursor' && isHere) cursors.show(peer, frame)
        else cursors.remove(peer.clientId)
      }
    },
    settle: drags.settle,
    dispose() {
      drags.dispose()
      cursors.refresh(new Set())
      for (const outline of outlines.values()) outline.remove()
    },
  }
}

function outlineElement(layer: HTMLElement): HTMLElement {
  const outline = shape('ax-peer-sel')
  outline.append(shape('ax-peer-tag'))
  layer.append(outline)
  return outline
}
