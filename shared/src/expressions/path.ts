import { isObject, type Json } from '../json.ts'

const PATH = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'and', 'or', 'in', 'function'])

/** True for `a.b.c`: read without JSONata, synchronously [M13]. */
export function isPath(source: string): boolean {
  return PATH.test(source) && !WORDS.has(source)
}

/**
 * The value at a plain path; null where nothing is. Only own properties, never a prototype's. Undefined where the path goes
 * through an array: JSONata reads such a path from each item.
 */
export function evaluatePath(source: string, scope: unknown): Json | undefined {
  let at: unknown = scope
  for (const part of source.split('.')) {
    if (Array.isArray(at)) return undefined
    if (FORBIDDEN.has(part) || !isObject(at) || !Object.hasOwn(at, part)) return null
    at = at[part]
  }
  return (at ?? null) as Json
}

/** The value of a literal (`12`, `true`, `null`, `"text"`); undefined for anything else. */
export function readLiteral(source: string): Json | undefined {
  const text = source.trim()
  if (!/^(-?\d|"|true$|false$|null$)/.test(text)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    // `"a" & "b"` begins like a literal and is an expression.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The value of a literal or a plain path, at once and without JSONata; undefined when the expression needs it [M13]. */
export function readSimple(source: string, scope: unknown): Json | undefined {
  const text = source.trim()
  const literal = readLiteral(text)
  if (literal !== undefined) return literal
  return isPath(text) ? evaluatePath(text, scope) : undefined
}
