import type { Chance } from './projectDoc.ts'

/** FNV-1a, 32 bits: a seed from a text. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Mulberry32 (T. Ettinger, public domain): small, fast, good enough for ids in seeds and for tests. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Ids, times and jitter that are the same for the same seed [M9]. */
export function seededChance(seed: number, prefix = ''): Chance {
  const random = seededRandom(seed)
  let made = 0
  return {
    random,
    now: () => 0,
    id: () =>
      `${prefix}${(made++).toString(36)}${Math.floor(random() * 36 ** 6)
        .toString(36)
        .padStart(6, '0')}`,
  }
}
