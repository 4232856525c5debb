/**
 * Fractional indexes [M6]: base-62 fractions compared as plain strings, with random jitter so that two people who insert at one
 * place get different keys, and runs of several inserts share a prefix so that concurrent runs do not interleave.
 * Midpoints as in D. Greenspan, "Implementing Fractional Indexing" (2017); appending steps the first four digits instead, so
 * that keys stay about eight characters long.
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BASE = DIGITS.length
const HEAD = 4
const HEAD_LIMIT = BASE ** HEAD
const STEP = BASE * 4

export type Random = () => number

/**
 * `count` ascending keys strictly between `low` and `high` (null: no bound). Equal or inverted bounds (two peers made the same
 * key, or garbage arrived) count as no upper bound.
 */
export function indexesBetween(low: string | null, high: string | null, count: number, random: Random): string[] {
  const from = clean(low)
  const bound = clean(high)
  const to = bound !== null && from !== null && bound <= from ? null : bound
  const stem = midpoint(from, to) + jitter(random)
  if (count === 1) return [stem]
  const width = Math.ceil(Math.log(count + 1) / Math.log(BASE))
  return Array.from({ length: count }, (_, i) => stem + fixed(i + 1, width) + 'V')
}

function clean(key: string | null): string | null {
  return key !== null && /^[0-9A-Za-z]+$/.test(key) ? key : null
}

function midpoint(low: string | null, high: string | null): string {
  if (low === null && high === null) return fixed(HEAD_LIMIT / 2, HEAD)
  if (high === null) {
    const next = head(low ?? '') + STEP
    if (next < HEAD_LIMIT - STEP) return fixed(next, HEAD)
  }
  if (low === null && high !== null) {
    const next = head(high) - STEP
    if (next > STEP) return fixed(next, HEAD)
  }
  return between(low ?? '', high)
}

/** A string above `low` and below `high` that is no prefix of `high`, so anything may be appended to it. */
function between(low: string, high: string | null): string {
  let common = ''
  for (let i = 0; ; i++) {
    const a = digit(low, i)
    const b = high === null ? BASE : digit(high, i)
    if (high !== null && a === b) {
      common += DIGITS[a]
      continue
    }
    if (b - a > 1) return common + DIGITS[Math.floor((a + b) / 2)]
    common += DIGITS[a]
    high = null
  }
}

function digit(key: string, at: number): number {
  return at < key.length ? DIGITS.indexOf(key.charAt(at)) : 0
}

function head(key: string): number {
  let value = 0
  for (let i = 0; i < HEAD; i++) value = value * BASE + digit(key, i)
  return value
}

function fixed(value: number, width: number): string {
  let text = ''
  for (let rest = Math.floor(value), i = 0; i < width; i++, rest = Math.floor(rest / BASE))
    text = DIGITS[rest % BASE] + text
  return text
}

/** Three random digits; the last is never `0`, which would leave no room below the key. */
function jitter(random: Random): string {
  const pick = (from: number): string => DIGITS.charAt(from + Math.floor(random() * (BASE - from)))
  return pick(0) + pick(0) + pick(1)
}
