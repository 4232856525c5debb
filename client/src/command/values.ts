import { isObject, type JsonObject } from '@axiom/shared/json'

import { UsageError } from './failures.ts'

/** An option's value as JSON. Throws `UsageError`. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UsageError(`${what} is not valid JSON: ${error.message}`)
  }
}

export function parseObject(text: string, what: string): JsonObject {
  const value = parseJson(text, what)
  if (!isObject(value)) throw new UsageError(`${what} is an object, as {"name": "value"}.`)
  return value as JsonObject
}

/** A whole number from 1. */
export function parseCount(text: string, what: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`${what} is a whole number from 1.`)
  return Number(text)
}

/** Names with commas between them. */
export function parseNames(text: string | undefined): string[] | undefined {
  return text?.split(',').map((name) => name.trim())
}

/** The filter and the words that choose records. */
export function selectionOf({ filter, search }: { filter?: string; search?: string }) {
  return { search, filter: filter === undefined ? undefined : parseObject(filter, '--filter') }
}
