const FIRST_MS = 300
const LONGEST_MS = 15_000
/** After "slow down" or "try later" the first wait is already a long one. */
const PRESSED_MS = 4_000

/** Full jitter between half and the whole of a doubling delay, so that a restarted server is not met by everybody at once. */
export function backoffDelay(attempt: number, pressed: boolean, random: () => number = Math.random): number {
  const base = pressed ? PRESSED_MS : FIRST_MS
  const ceiling = Math.min(LONGEST_MS, base * 2 ** Math.min(attempt, 10))
  return ceiling / 2 + (random() * ceiling) / 2
}

/** Not before the server has said, and spread over as much again: all who were sent away have the same hint. */
export function hintedDelay(hint: number, random: () => number = Math.random): number {
  return hint * (1 + random())
}
