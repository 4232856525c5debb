import type { NodeView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'

/** Props are JSON of anybody's making: read with a type and a fallback. */
export function text(node: NodeView, prop: string, fallback = ''): string {
  const value = node.props[prop]
  return typeof value === 'string' ? value : fallback
}

export function number(node: NodeView, prop: string, fallback: number): number {
  const value = node.props[prop]
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback
}

export function flag(node: NodeView, prop: string): boolean {
  return node.props[prop] === true
}

/** Any value as a line of text; nothing for nothing. */
export function shown(value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Nothing that could be shown. */
export function isBlank(value: Json | undefined): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Only addresses that cannot run a script. */
export function safeUrl(url: string): string | undefined {
  return /^(https?:|mailto:|tel:|\/(?![/\\])|#)/i.test(url) ? url : undefined
}
