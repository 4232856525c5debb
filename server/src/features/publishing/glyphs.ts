const O = 'M0 2a2 2 0 0 1 4 0v2a2 2 0 0 1-4 0z'
const P = 'M0 6V0h2.3a1.7 1.7 0 0 1 0 3.4H0'

/**
 * Letters and digits as strokes in a field of 4 × 6, for icons: the same on every machine, whatever fonts it has.
 */
export const GLYPHS: Readonly<Record<string, string>> = {
  A: 'M0 6 2 0l2 6M.7 4h2.6',
  B: 'M2.2 3H0V0h2a1.5 1.5 0 0 1 0 3h.3a1.5 1.5 0 0 1 0 3H0V3',
  C: 'M4 1.6A2 2 0 0 0 0 2v2a2 2 0 0 0 4 .4',
  D: 'M0 0h1.3a2.7 3 0 0 1 0 6H0z',
  E: 'M3.8 0H0v6h3.8M0 3h3',
  F: 'M3.8 0H0v6M0 3h3',
  G: 'M4 1.6A2 2 0 0 0 0 2v2a2 2 0 0 0 4 0V3.3H2.4',
  H: 'M0 0v6M4 0v6M0 3h4',
  I: 'M2 0v6',
  J: 'M3.6 0v4a1.8 2 0 0 1-3.6.2',
  K: 'M0 0v6M3.9 0 0 3.5M1.4 2.4 4 6',
  L: 'M0 0v6h3.6',
  M: 'M0 6V0l2 3.4L4 0v6',
  N: 'M0 6V0l4 6V0',
  O,
  P,
  Q: `${O}M2.6 4.4l1.7 1.8`,
  R: `${P}M2 3.4 4 6`,
  S: 'M3.8 1.4A1.9 1.5 0 0 0 2 0 1.8 1.5 0 0 0 .2 1.5C.2 3.7 3.9 2.3 3.9 4.5A1.9 1.5 0 0 1 2 6 2 1.5 0 0 1 .1 4.6',
  T: 'M0 0h4M2 0v6',
  U: 'M0 0v4a2 2 0 0 0 4 0V0',
  V: 'M0 0l2 6 2-6',
  W: 'M-.4 0 1 6l1-4.2L3 6 4.4 0',
  X: 'M0 0l4 6M4 0 0 6',
  Y: 'M0 0l2 3 2-3M2 3v3',
  Z: 'M0 0h4L0 6h4',
  0: O,
  1: 'M.8 1.3 2.3 0v6',
  2: 'M.1 1.6a1.9 1.6 0 0 1 3.8 0C3.9 3.2 0 4.5 0 6h4',
  3: 'M.2 0h3.5L1.8 2.4A1.8 1.8 0 0 1 2 6 2 2 0 0 1 .1 4.8',
  4: 'M3 6V0L0 4.2h4',
  5: 'M3.7 0H.5L.3 2.6a2 1.8 0 1 1-.2 2.2',
  6: 'M3.3 0C1.6.8 0 2.3 0 4a2 2 0 1 0 4 0 2 2 0 0 0-4-.3',
  7: 'M0 0h4L1.4 6',
  8: 'M2 2.8A1.5 1.4 0 1 1 2 0a1.5 1.4 0 0 1 0 2.8A1.8 1.6 0 1 0 2 6a1.8 1.6 0 0 0 0-3.2',
  9: 'M.7 6C2.4 5.2 4 3.7 4 2a2 2 0 1 0-4 0 2 2 0 0 0 4 .3',
}

/** Four tiles, for names that begin with no such letter. */
export const TILES = 'M0 1h1v1H0zM3 1h1v1H3zM0 4h1v1H0zM3 4h1v1H3z'
