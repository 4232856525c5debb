import { AppError } from '@axiom/shared/errors'
import { canSort, OWN_PARAMETERS } from '@axiom/shared/model/columns'
import type { CompiledModel } from '@axiom/shared/model/compile'

import type { Order, Query } from './ast.ts'
import { columnOf, findPoint, findTarget, findWhole, parseAt, parseJsonFilter, refuse } from './parseFilter.ts'

export interface ListQuery {
  filter: Query
  search: string | null
  order: Order[]
  limit: number
  cursor: string | null
  page: number | null
  /** Names to answer; null = all. */
  fields: string[] | null
  count: boolean
  /** Relations to follow, as sent. */
  expand: string
}

/** Records of a page for who does not say how many. */
export const LIST_LIMIT = 20

type Params = Record<string, string | string[] | undefined>

/** Reads a list's query string. Throws only `invalid_filter`, with the parameter that is wrong. */
export function parseList(compiled: CompiledModel, params: Params): ListQuery {
  const page = one(params, 'page')
  const cursor = one(params, 'cursor')
  if (page !== null && cursor !== null) refuse('page', 'Send a cursor or a page, not both.')
  const count = one(params, 'count') ?? 'none'
  if (count !== 'exact' && count !== 'none') refuse('count', 'Send exact or none.')
  return {
    filter: parseFilters(compiled, params),
    search: parseSearch(params),
    order: parseSort(compiled, one(params, 'sort')),
    limit: parseNumber(one(params, 'limit') ?? String(LIST_LIMIT), 'limit', 200),
    cursor,
    page: page === null ? null : parseNumber(page, 'page', 100_000),
    fields: parseFields(compiled, one(params, 'fields')),
    count: count === 'exact',
    expand: one(params, 'expand') ?? '',
  }
}

/** All conditions of a query string, joined by and. */
export function parseFilters(compiled: CompiledModel, params: Params): Query {
  const parts: Query[] = []
  for (const [key, value] of Object.entries(params)) {
    if (OWN_PARAMETERS.has(key) || value === undefined) continue
    const [, name = '', operator = 'eq'] =
      /^([^[\]]+)(?:\[([^[\]]*)\])?$/.exec(key) ??
      refuse(key.slice(0, 80), 'Write field=value or field[operator]=value.')
    const point = findPoint(compiled, name, key)
    for (const item of Array.isArray(value) ? value : [value]) parts.push(parseAt(point, operator, item, key))
  }
  const filter = one(params, 'filter')
  if (filter !== null) parts.push(parseJsonFilter(compiled, parseJson(filter, 'filter'), 'filter'))
  const or = one(params, 'or')
  if (or !== null) parts.push(parseJsonFilter(compiled, { or: parseJson(or, 'or') }, 'or'))
  if (parts.length > 60) refuse('filter', 'A filter may have 60 conditions.')
  return { kind: 'and', parts }
}

/** Text to look for, or null. */
export function parseSearch(params: Params): string | null {
  const search = one(params, 'search')?.trim() ?? ''
  if (search.length > 200) refuse('search', 'Search for at most 200 characters.')
  return search === '' ? null : search
}

/** Field names separated by commas; null when the parameter is absent. */
export function parseNames(compiled: CompiledModel, params: Params, name: string): string[] {
  const text = one(params, name)
  if (text === null || text === '') return []
  const names = text.split(',').map((part) => part.trim())
  if (names.length > 40) refuse(name, 'Name at most 40 fields.')
  for (const field of names) findTarget(compiled, field, name)
  return [...new Set(names)]
}

function one(params: Params, name: string): string | null {
  const value = params[name]
  if (Array.isArray(value)) return refuse(name, 'Send this parameter once.')
  return value ?? null
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return refuse(path, 'This is not valid JSON.')
  }
}

/** Throws `invalid_filter` for what is none from 1 to `max`. */
export function parseNumber(text: string, name: string, max: number): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= max ? number : refuse(name, `Send a number from 1 to ${max}.`)
}

function parseSort(compiled: CompiledModel, text: string | null): Order[] {
  const names = (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  if (names.length > 4) refuse('sort', 'Sort by at most 4 fields.')
  return names.map((name) => {
    const descending = name.startsWith('-')
    const target = findWhole(compiled, descending ? name.slice(1) : name, 'sort')
    if (!canSort(columnOf(target))) refuse('sort', `"${name}" has no order.`)
    return { target, direction: descending ? -1 : 1 }
  })
}

function parseFields(compiled: CompiledModel, text: string | null): string[] | null {
  if (text === null || text === '') return null
  return parseNames(compiled, { fields: text }, 'fields')
}

/** A cursor that does not belong to this list. */
export function invalidCursor(): AppError {
  return new AppError('invalid_cursor')
}
