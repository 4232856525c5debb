/** `{{name}}` in the text of a request. */
export interface Placeholder {
  name: string
  from: number
  to: number
}

const PLACEHOLDER = /\{\{\s*([A-Za-z][A-Za-z0-9_]{0,39})\s*\}\}/g

/** Every placeholder of a text, in order. */
export function findPlaceholders(text: string): Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].map(({ 0: whole, 1: name = '', index }) => ({
    name,
    from: index,
    to: index + whole.length,
  }))
}

/** The text with each placeholder replaced by what `write` makes of it. Never by a value as it is: `write` knows how it is bound there. */
export function replacePlaceholders(text: string, write: (placeholder: Placeholder) => string): string {
  let result = ''
  let at = 0
  for (const placeholder of findPlaceholders(text)) {
    result += text.slice(at, placeholder.from) + write(placeholder)
    at = placeholder.to
  }
  return result + text.slice(at)
}
