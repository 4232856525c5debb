import type { PresenceFrame } from '@axiom/shared/protocol/presenceFrames'

export interface Sample {
  at: number
  frame: PresenceFrame
}

/** The frame at `time` between two samples; before the first the first, after the last the last: no guessing ahead. */
export function interpolate(samples: readonly Sample[], time: number): PresenceFrame {
  const after = samples.findIndex((sample) => sample.at > time)
  const to = samples[after === -1 ? samples.length - 1 : after]
  const from = samples[after === -1 ? samples.length - 1 : Math.max(0, after - 1)]
  if (to === undefined || from === undefined) throw new RangeError('interpolate needs a sample')
  const part = to.at === from.at ? 1 : Math.min(1, Math.max(0, (time - from.at) / (to.at - from.at)))
  return between(from.frame, to.frame, part)
}

function between(from: PresenceFrame, to: PresenceFrame, part: number): PresenceFrame {
  const mix = (a: number, b: number): number => a + (b - a) * part
  if (from.screen !== to.screen || part === 1) return part < 1 ? from : to
  if (from.kind === 'cursor' && to.kind === 'cursor') return { ...to, x: mix(from.x, to.x), y: mix(from.y, to.y) }
  if (from.kind === 'drag' && to.kind === 'drag')
    return {
      ...to,
      dx: mix(from.dx, to.dx),
      dy: mix(from.dy, to.dy),
      dw: mix(from.dw, to.dw),
      dh: mix(from.dh, to.dh),
    }
  return from
}
