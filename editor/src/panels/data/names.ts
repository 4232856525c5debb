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
