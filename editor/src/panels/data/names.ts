/** A name for the API out of words: `Order items` → `order_items`. */
export function toApiName(words: string, fallback: string): string {
  const plain = words
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .trim()
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 40)
  const name = plain === plain.toUpperCase() ? plain.toLowerCase() : plain.charAt(0).toLowerCase() + plain.slice(1)
  return /^[a-z]/.test(name) ? name : fallback
}

/** The same, but not one of `taken`. */
export function freeName(name: string, taken: readonly string[]): string {
  let free = name
  for (let n = 2; taken.includes(free); n++) free = `${name.slice(0, 36)}_${n}`
  return free
}

export const API_NAME = /^[a-z][A-Za-z0-9_]{0,39}$/
