import type { FieldView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { isObject } from '@axiom/shared/json'
import type { CompiledModel } from '@axiom/shared/model/compile'
import type { FileFormat } from '@axiom/shared/tables/formats'

import { checkShape } from '../../../platform/http/input.ts'
import { parseCell, readColumns } from './cells.ts'
import { splitArray } from './splitArray.ts'

/** One record of a file, or why its line is none. `line` counts from 1; in JSON it is the place in the list. */
export type Line = { line: number; input: unknown } | { line: number; error: AppError }

/** A line that could be read. */
export type Good = Extract<Line, { input: unknown }>

export interface ImportOptions {
  format: FileFormat
  /** Changes the record that has the same value of this unique field. */
  upsert: FieldView | null
  /** Everything is checked as if, and nothing kept. */
  dryRun: boolean
}

/** Characters of one line, or one element of a list. */
export const MAX_LINE = 1024 * 1024

/** Reads a file line by line, whatever its size. Throws `invalid_input` where nothing more can be understood. */
export async function* readLines(
  body: AsyncIterable<Buffer>,
  format: FileFormat,
  compiled: CompiledModel,
): AsyncGenerator<Line> {
  const texts = decode(body)
  if (format === 'csv') yield* readCsv(texts, compiled)
  else if (format === 'ndjson') yield* parseAll(splitText(texts))
  else yield* parseAll(splitArray(texts, MAX_LINE))
}

/** UTF-8 with or without a mark in front; anything else is refused, or letters would be lost. */
async function* decode(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of body) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) throw refuse('The file is not encoded as UTF-8. Save it as "CSV UTF-8".')
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') throw refuse('The file ended early.')
    throw error
  }
}

async function* splitText(texts: AsyncIterable<string>): AsyncGenerator<{ line: number; text: string }> {
  let rest = ''
  let line = 0
  for await (const text of texts) {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    if (rest.length > MAX_LINE) throw refuse(`Line ${line + parts.length + 1} is longer than ${MAX_LINE} characters.`)
    for (const part of parts) yield { line: ++line, text: part }
  }
  yield { line: ++line, text: rest }
}

async function* parseAll(parts: AsyncIterable<{ line: number; text: string }>): AsyncGenerator<Line> {
  for await (const { line, text } of parts) {
    if (text.trim() === '') continue
    yield { line, ...parseOne(text) }
  }
}

function parseOne(text: string): { input: unknown } | { error: AppError } {
  try {
    const input: unknown = JSON.parse(text)
    checkShape(input)
    return isObject(input) ? { input } : { error: refuse('This is no object.') }
  } catch (error) {
    if (error instanceof SyntaxError) return { error: new AppError('invalid_json') }
    if (error instanceof AppError) return { error }
    throw error
  }
}

async function* readCsv(texts: AsyncIterable<string>, compiled: CompiledModel): AsyncGenerator<Line> {
  const { parse } = await import('csv-parse')
  const { first, all } = await peek(texts)
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(first),
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_LINE,
  })
  const feeding = feed(all, parser)
  let columns: ReturnType<typeof readColumns> | null = null
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (columns === null) {
        columns = readColumns(compiled, record)
        continue
      }
      if (record.length > columns.length)
        yield { line: info.lines, error: refuse(`There are ${record.length} cells, but ${columns.length} columns.`) }
      else yield { line: info.lines, input: toInput(columns, record) }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) throw refuse(error.message)
    throw error
  } finally {
    parser.destroy()
    await feeding
  }
}

function toInput(columns: ReturnType<typeof readColumns>, record: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    columns.flatMap((field, i) => (field === null ? [] : [[field.name, parseCell(field, record[i] ?? '')] as const])),
  )
}

/** The first chunk, to look at its heading, and all of them. */
async function peek(texts: AsyncIterable<string>): Promise<{ first: string; all: AsyncIterable<string> }> {
  const iterator = texts[Symbol.asyncIterator]()
  let first = ''
  let ended = false
  while (!ended && !first.includes('\n') && first.length < MAX_LINE) {
    const { value, done } = await iterator.next()
    ended = done === true
    first += value ?? ''
  }
  const all = async function* (): AsyncGenerator<string> {
    yield first
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
  }
  return { first, all: all() }
}

/** Spreadsheets of many countries write semicolons. */
function delimiterOf(text: string): string {
  const [heading = ''] = text.split('\n', 1)
  const count = (delimiter: string): number => heading.replaceAll(/"[^"]*"/g, '').split(delimiter).length
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best))
}

/** Never faster than the parser is read. */
async function feed(texts: AsyncIterable<string>, parser: NodeJS.WritableStream & { destroy(error?: Error): void }) {
  try {
    for await (const text of texts) {
      if (!parser.writable) return
      if (!parser.write(text)) await drained(parser)
    }
    parser.end()
  } catch (error) {
    // Whoever reads the parser is told.
    parser.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

/** Or closed, when nobody reads on. */
function drained(parser: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      parser.off('drain', end).off('close', end)
      resolve()
    }
    parser.on('drain', end).on('close', end)
  })
}

function refuse(message: string): AppError {
  return new AppError('invalid_input', { message })
}
