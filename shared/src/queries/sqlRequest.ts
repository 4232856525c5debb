import type { ParameterValues, Scalar } from './parameters.ts'
import { findPlaceholders, type Placeholder } from './placeholders.ts'

/** An SQL text in which every placeholder is a parameter of the database. */
export interface BoundSql {
  text: string
  values: Scalar[]
}

/**
 * Binds the placeholders: `write` says how the database calls its n-th parameter (from 1). A list becomes as many parameters as it has
 * items, so `in ({{ids}})` works everywhere; an empty one becomes null, which is in nothing.
 */
export function bindSql(sql: string, values: ParameterValues, write: (position: number) => string): BoundSql {
  const bound: Scalar[] = []
  let text = ''
  let at = 0
  for (const { name, from, to } of findPlaceholders(sql)) {
    const value = values[name] ?? null
    const items = Array.isArray(value) ? (value.length > 0 ? value : [null]) : [value]
    const written = items.map((item) => {
      bound.push(item)
      return write(bound.length)
    })
    text += sql.slice(at, from) + written.join(', ')
    at = to
  }
  return { text: text + sql.slice(at), values: bound }
}

const QUOTED = /'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\//g

/** Placeholders inside of quotes or comments: the database would see another text there, never the value. */
export function quotedPlaceholders(sql: string): Placeholder[] {
  const quoted = [...sql.matchAll(QUOTED)].map(({ 0: whole, index }) => ({ from: index, to: index + whole.length }))
  return findPlaceholders(sql).filter(({ from, to }) => quoted.some((range) => range.from < from && to <= range.to))
}

const READS = new Set(['select', 'with', 'values', 'table', 'show', 'describe', 'desc', 'explain'])

/** Whether an SQL text looks like one that reads. The databases are told to allow nothing else; this gives the clearer answer. */
export function looksLikeReading(sql: string): boolean {
  const plain = sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').trimStart()
  return READS.has(/^[A-Za-z]+/.exec(plain)?.[0].toLowerCase() ?? '')
}
