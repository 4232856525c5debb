const IRREGULAR: Readonly<Record<string, string>> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  staff: 'employee',
  leaves: 'leave',
  movies: 'movie',
  cookies: 'cookie',
  shoes: 'shoe',
  mice: 'mouse',
  criteria: 'criterion',
}
const UNCOUNTABLE: ReadonlySet<string> = new Set([
  'equipment',
  'news',
  'series',
  'species',
  'data',
  'feedback',
  'status',
  'address',
  'bus',
  'gas',
  'inventory',
  'stock',
  'furniture',
  'software',
  'hardware',
  'staff',
  'lens',
])

/** One of what an English plural names; other words as they are. */
export function singular(word: string): string {
  const known = Object.hasOwn(IRREGULAR, word) ? IRREGULAR[word] : undefined
  if (known !== undefined) return known
  if (UNCOUNTABLE.has(word) || word.length < 4 || /(ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2)
  return word.endsWith('s') ? word.slice(0, -1) : word
}

/** Many of what a singular names. */
export function plural(word: string): string {
  const known = Object.entries(IRREGULAR).find(([many, one]) => one === word && many !== 'staff')
  if (known) return known[0]
  if (UNCOUNTABLE.has(word)) return word
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`
}

export function isPlural(word: string): boolean {
  return singular(word) !== word
}

/** A phrase with its last word in the singular. */
export function singularPhrase(phrase: string): string {
  const words = phrase.split(' ')
  return [...words.slice(0, -1), singular(words.at(-1) ?? '')].join(' ')
}

export function pluralPhrase(phrase: string): string {
  const words = phrase.split(' ')
  return [...words.slice(0, -1), plural(words.at(-1) ?? '')].join(' ')
}

const SHORT: ReadonlySet<string> = new Set(['sku', 'id', 'url', 'vat', 'isbn', 'vin', 'iban', 'crm', 'hr', 'it', 'cv'])

/** `reorder level` → `Reorder level`. */
export function toLabel(phrase: string): string {
  const words = phrase.split(' ').map((word) => (SHORT.has(word) ? word.toUpperCase() : word))
  const text = words.join(' ').slice(0, 80)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `reorder level` → `reorderLevel`: a name as the API wants it; `fallback` where no letter of it can be written in ASCII. */
export function toApiName(phrase: string, fallback: string): string {
  const words = phrase
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  const name = words.map((word, i) => (i === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('')
  return name.replace(/^[^a-z]+/, '').slice(0, 40) || fallback
}
