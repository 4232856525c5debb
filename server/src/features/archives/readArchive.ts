import { createGunzip } from 'node:zlib'

import { ARCHIVE_PIECE, ArchiveHead, ArchiveLine } from '@axiom/shared/contracts/archives'
import { AppError } from '@axiom/shared/errors'
import type { z } from 'zod'

import { checkShape, parseInput } from '../../platform/http/input.ts'

/** Characters: a piece of a file in Base64, or the longest text of a document. */
const MAX_LINE = Math.max(ARCHIVE_PIECE * 2, 4 * 1024 * 1024)

/** Characters of all lines that are no bytes of files: more than a document and a million ordinary rows have. */
const MOST_CHARACTERS = 2 * 1024 * 1024 * 1024

/** A line, and how much it holds. */
export interface ReadLine {
  line: ArchiveHead | ArchiveLine
  /** In characters of JSON. */
  size: number
}

/** The lines of a project's file, checked one by one: nothing of it is believed. Throws `invalid_input` with the line's number. */
export async function* readArchive(body: AsyncIterable<Uint8Array>): AsyncGenerator<ReadLine> {
  let number = 0
  let characters = 0
  for await (const text of linesOf(unzip(body))) {
    number++
    const line = number === 1 ? parseLine(ArchiveHead, text, number) : parseLine(ArchiveLine, text, number)
    // Bytes have limits of their own.
    if (!('bytes' in line)) characters += text.length
    if (characters > MOST_CHARACTERS) throw new AppError('too_large')
    yield { line, size: text.length }
  }
  if (number === 0) refuse(1, 'The file is empty.')
}

function parseLine<T>(schema: z.ZodType<T>, text: string, number: number): T {
  try {
    const value: unknown = JSON.parse(text)
    checkShape(value)
    return parseInput(schema, value)
  } catch (error) {
    if (error instanceof SyntaxError) refuse(number, 'This is no line of a project’s file.')
    if (!(error instanceof AppError)) throw error
    const errors = error.details.errors ?? [{ path: '', code: error.code, message: error.message }]
    throw new AppError('invalid_input', {
      errors: errors.slice(0, 10).map(({ path, ...rest }) => ({ path: `line ${number}/${path}`, ...rest })),
    })
  }
}

async function* unzip(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  const feeding = feed(body, gunzip)
  try {
    yield* gunzip as AsyncIterable<Uint8Array>
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      refuse(1, 'This is no project’s file: it cannot be unpacked.')
    throw error
  } finally {
    gunzip.destroy()
    await feeding
  }
}

/** Never faster than it is unpacked. */
async function feed(body: AsyncIterable<Uint8Array>, gunzip: ReturnType<typeof createGunzip>): Promise<void> {
  try {
    for await (const chunk of body) {
      if (!gunzip.writable) return
      if (!gunzip.write(chunk)) await new Promise((resolve) => gunzip.once('drain', resolve).once('close', resolve))
    }
    gunzip.end()
  } catch (error) {
    gunzip.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

/** A long line is put together once, however many pieces it comes in. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let held: string[] = []
  let length = 0
  let number = 1
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      return refuse(number, 'This is not UTF-8.')
    }
  }
  for await (const chunk of bytes) {
    const text = decode(chunk)
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = held.join('') + text.slice(from, end)
      held = []
      length = 0
      from = end + 1
      yield line
      number++
    }
    held.push(text.slice(from))
    length += text.length - from
    if (length > MAX_LINE) refuse(number, 'This line is longer than any can be.')
  }
  const last = held.join('') + decode()
  if (last !== '') yield last
}

function refuse(line: number, message: string): never {
  throw new AppError('invalid_input', { errors: [{ path: `line ${line}`, code: 'invalid', message }] })
}
