import type { ParameterType } from '@axiom/shared/contracts/dataSources'
import type { Json } from '@axiom/shared/json'

/** What somebody typed as a parameter of that type; what does not fit stays a text, and the server says so. Lists have commas. */
export function fromText(type: ParameterType, text: string): Json {
  if (type === 'list') return text.split(',').map((item) => item.trim())
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

/** The same to type on; empty for nothing. */
export function toText(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map((item) => toText(item)).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
