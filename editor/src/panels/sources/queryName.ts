/** A name for addresses and expressions out of words: `Low stock` → `lowStock`. */
export function toQueryName(words: string): string {
  const parts = words
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .split(/[^A-Za-z0-9_]+/)
    .filter(Boolean)
  const name = parts
    .map((part, i) => (i === 0 ? part.charAt(0).toLowerCase() : part.charAt(0).toUpperCase()) + part.slice(1))
    .join('')
    .slice(0, 40)
  return /^[a-z]/.test(name) ? name : 'query'
}
