const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * A random base-62 id of `length` characters (12: 71 bits). Works where `crypto.randomUUID` is missing
 * (plain-HTTP origins), because `getRandomValues` is available everywhere.
 */
export function newId(length = 12): string {
  let id = ''
  while (id.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length * 2))) {
      // 248 = 4 * 62: larger bytes would favour the first letters.
      if (byte < 248 && id.length < length) id += ALPHABET[byte % 62]
    }
  }
  return id
}
