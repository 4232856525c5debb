import type { Peer } from '../document/presence.ts'
import type { ProjectSession } from '../document/projectSession.ts'
import { announce } from '../session/announcements.ts'
import { getCanvas } from '../session/canvasHandle.ts'
import { follow, openScreen, setBreakpoint, setView, useEditorState } from '../session/editorState.ts'
import { type Sight, sightOf, viewOf } from '../session/viewport.ts'
import { t } from '../texts/t.ts'

/** A sight is told twice a second: the way to it is covered in between. */
const EASE_MS = 140
const OWN_ACTIONS = ['pointerdown', 'wheel', 'keydown'] as const
/** Controls that talk about following don't end it. */
const KEEPS = '[data-keeps-following]'

/** Keeps the view on the followed person's, and tells one's own to who follows. Ends with the first own action. */
export function watchFollowing({ presence, awareness }: ProjectSession): () => void {
  const state = useEditorState.getState
  const glide = createGlide()

  function tell(): void {
    const { following, alone, breakpoint } = state()
    const isFollowed = presence.getPeers().some(({ follows }) => follows === awareness.clientID)
    const size = getCanvas()?.size()
    const sight = isFollowed && size ? roundedSight(sightOf(state(), size)) : null
    presence.setState({
      follows: following ?? undefined,
      alone: alone || undefined,
      view: sight ? { breakpoint, ...sight } : undefined,
    })
  }

  function keepUp(): void {
    const { following } = state()
    if (following === null) return glide.stop()
    const peer = presence.getPeers().find(({ clientId }) => clientId === following)
    if (!peer || peer.alone) return follow(null)
    if (peer.screenId !== null) openScreen(peer.screenId)
    if (!peer.view) return
    setBreakpoint(peer.view.breakpoint)
    glide.to(peer.view)
  }

  const stops = [
    presence.subscribePeers(() => {
      keepUp()
      tell()
    }),
    useEditorState.subscribe((now, before) => {
      if (now.following !== before.following) {
        announceChange(presence.getPeers(), before.following, now.following)
        keepUp()
      }
      const isSeen = now.zoom !== before.zoom || now.pan !== before.pan || now.breakpoint !== before.breakpoint
      if (isSeen || now.following !== before.following || now.alone !== before.alone) tell()
    }),
    listenToOwnActions(() => follow(null)),
    glide.stop,
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function announceChange(peers: readonly Peer[], before: number | null, now: number | null): void {
  const name = peers.find(({ clientId }) => clientId === (now ?? before))?.user.name
  if (name !== undefined) announce(t(now === null ? 'follow.ended' : 'follow.started', { name }))
}

function listenToOwnActions(act: () => void): () => void {
  const onAction = (event: Event): void => {
    const isOwn = !(event.target instanceof Element && event.target.closest(KEEPS))
    const isOnlyModifier = event instanceof KeyboardEvent && ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)
    const isEscape = event instanceof KeyboardEvent && event.key === 'Escape'
    if (useEditorState.getState().following !== null && (isEscape || (isOwn && !isOnlyModifier))) act()
  }
  for (const name of OWN_ACTIONS) window.addEventListener(name, onAction, { capture: true, passive: true })
  return () => {
    for (const name of OWN_ACTIONS) window.removeEventListener(name, onAction, { capture: true })
  }
}

const roundedSight = ({ x, y, w }: Sight): Sight => ({
  x: Math.round(x),
  y: Math.round(y),
  w: Math.max(1, Math.round(w)),
})

/** Moves the view towards a sight, frame by frame; at once for who wants less motion. */
function createGlide(): { to: (sight: Sight) => void; stop: () => void } {
  let target: Sight | null = null
  let last = 0
  let frame = 0

  function step(now: number): void {
    const size = getCanvas()?.size()
    if (!target || !size) return void (frame = 0)
    const part = 1 - Math.exp(-Math.min(50, now - last) / EASE_MS)
    const from = sightOf(useEditorState.getState(), size)
    const next = between(from, target, part)
    const isThere = Math.abs(next.x - target.x) + Math.abs(next.y - target.y) + Math.abs(next.w - target.w) < 0.5
    last = now
    setView(viewOf(isThere ? target : next, size))
    frame = isThere ? 0 : requestAnimationFrame(step)
  }

  return {
    to(sight) {
      target = sight
      last = performance.now()
      const size = getCanvas()?.size()
      if (size && matchMedia('(prefers-reduced-motion: reduce)').matches) setView(viewOf(sight, size))
      else if (frame === 0) frame = requestAnimationFrame(step)
    },
    stop() {
      cancelAnimationFrame(frame)
      frame = 0
      target = null
    },
  }
}

const between = (a: Sight, b: Sight, part: number): Sight => ({
  x: a.x + (b.x - a.x) * part,
  y: a.y + (b.y - a.y) * part,
  w: a.w + (b.w - a.w) * part,
})
