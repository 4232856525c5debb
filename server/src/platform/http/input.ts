import { AppError, type FieldError } from '@axiom/shared/errors'
import type { z } from 'zod'

import type { Context } from './types.ts'

/** Bytes of a JSON body that a route accepts unless it says otherwise. */
export const BODY_LIMIT = 1024 * 1024
const DEPTH_LIMIT = 64
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/** The request's JSON body, checked by `schema`. Throws `invalid_json`, `too_large`, `unsupported_media_type`, `invalid_input`. */
export async function readBody<S extends z.ZodType>(ctx: Context, schema: S, limit = BODY_LIMIT): Promise<z.output<S>> {
  return parseInput(schema, await readJson(ctx, limit))
}

/** The query string as an object of strings, checked by `schema`. */
export function readQuery<S extends z.ZodType>(ctx: Context, schema: S): z.output<S> {
  return parseInput(schema, { ...ctx.query })
}

/** The path's parameters, checked by `schema`. An id that cannot exist answers like one that does not. */
export function readParams<S extends z.ZodType>(ctx: Context, schema: S): z.output<S> {
  const parsed = schema.safeParse(ctx['params'])
  if (!parsed.success) throw new AppError('not_found')
  return parsed.data
}

/** Any JSON value of the body, with bounded size and depth and without keys that reach into prototypes. */
export async function readJson(ctx: Context, limit = BODY_LIMIT): Promise<unknown> {
  if (!ctx.is('json', '+json')) throw new AppError('unsupported_media_type')
  const length = Number(ctx.get('Content-Length') || 0)
  if (length > limit) throw new AppError('too_large')
  const text = await readText(ctx, limit)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new AppError('invalid_json')
  }
  checkShape(value)
  return value
}

/** Checks `value` by `schema`; throws `invalid_input` with every wrong path. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors: FieldError[] = parsed.error.issues.slice(0, 50).map((issue) => ({
    path: issue.path.map(String).join('/'),
    code: issue.code,
    message: issue.message,
  }))
  throw new AppError('invalid_input', { errors })
}

async function readText(ctx: Context, limit: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) {
      ctx.req.resume()
      throw new AppError('too_large')
    }
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new AppError('invalid_json')
  }
}

/** Throws `invalid_input` for what no body may be. Breadth first, so that depth can't overflow the stack. */
export function checkShape(root: unknown): void {
  let level: unknown[] = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_LIMIT)
      throw new AppError('invalid_input', { message: `The body is nested deeper than ${DEPTH_LIMIT} levels.` })
    const next: unknown[] = []
    for (const value of level) {
      checkScalar(value)
      if (typeof value !== 'object' || value === null) continue
      if (!Array.isArray(value)) for (const key of Object.keys(value)) checkKey(key)
      for (const child of Object.values(value)) next.push(child)
    }
    level = next
  }
}

/** What JSON can write but no store keeps: it would silently become something else. */
function checkScalar(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new AppError('invalid_input', { message: 'A number in the body is larger than numbers can be.' })
  if (typeof value === 'string' && !value.isWellFormed())
    throw new AppError('invalid_input', { message: 'A text in the body contains half of a character.' })
}

function checkKey(key: string): void {
  if (FORBIDDEN_KEYS.has(key) || key.includes('\0') || !key.isWellFormed())
    throw new AppError('invalid_input', { message: `The key ${JSON.stringify(key.slice(0, 80))} is not allowed.` })
}
