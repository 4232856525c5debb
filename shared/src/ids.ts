const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * A random base-62 id of `length` characters (12: 71 bits). Works where `crypto.randomUUID` is missing
 * (plain-HTTP origins), because `getRandomValues` is available everywhere.
 */
export function newId(length = 12): string {
  let id = ''
  while (id.length < length) {
    const byte = randomByte()
    // 248 = 4 * 62: larger bytes would favour the first letters.
    if (byte < 248) id += ALPHABET[byte % 62]
  }
  return id
}

const drawn = new Uint8Array(1_024)
let used = drawn.length

/** Drawn many at a time: asking the system costs more than an id. */
function randomByte(): number {
  if (used === drawn.length) {
    crypto.getRandomValues(drawn)
    used = 0
  }
  return drawn[used++] ?? 0
}
