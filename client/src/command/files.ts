import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { AxiomError } from '../problem.ts'
import { type Bytes, piecesOf } from '../streams.ts'
import { Failure, Interrupted, UsageError } from './failures.ts'
import type { Terminal } from './terminal.ts'

/** A file on its way to the server. */
export interface Sending {
  body: Bytes
  /** How much of it was sent: `3.4 MB of 12.0 MB`. */
  sent: () => string
}

/** Opens a file, or without a name the standard input, and says how far it is. Throws where there is none. */
export async function openFile(terminal: Terminal, file: string | undefined): Promise<Sending> {
  if (file === undefined) demandInput('<file>')
  // Before anything is asked of the server.
  const size = file === undefined ? null : (await stat(file)).size
  let sent = 0
  const told = (): string => sizeOf(sent) + (size === null ? '' : ` of ${sizeOf(size)}`)
  const counter = new Transform({
    transform(chunk: Buffer, _, done) {
      sent += chunk.length
      terminal.progress(told())
      done(null, chunk)
    },
  })
  const source = file === undefined ? process.stdin : createReadStream(file)
  source.on('error', (error: Error) => counter.destroy(error))
  return { body: Readable.toWeb(source.pipe(counter)) as Bytes, sent: told }
}

/** Writes an answer to the standard output, or to a file, which is there only when it is whole. */
export async function saveTo(terminal: Terminal, bytes: Bytes, file: string | undefined): Promise<void> {
  let received = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of piecesOf(bytes)) {
      received += piece.length
      terminal.progress(sizeOf(received))
      yield piece
    }
  }
  if (file === undefined) {
    for await (const piece of counted()) await terminal.text(piece)
    return
  }
  const part = `${file}.part`
  try {
    await pipeline(counted, createWriteStream(part))
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  terminal.note(`${file}: ${sizeOf(received)}`)
}

/** Work with a file, which somebody may stop and a connection may end: says what it leaves behind. */
export async function transfer<T>(signal: AbortSignal, left: () => string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted) throw new Interrupted(`Stopped. ${left()}`)
    if (isBroken(error)) throw new Failure(`The connection to the server broke. ${left()}`)
    throw error
  }
}

/** No answer came, or it ended in its middle, for which `fetch` has a TypeError with a cause. */
function isBroken(error: unknown): boolean {
  if (error instanceof AxiomError) return error.code === 'unreachable'
  return error instanceof TypeError && error.cause !== undefined
}

/** All of the standard input, as text: `what` of the command. */
export async function readInput(what: string): Promise<string> {
  demandInput(what)
  let text = ''
  for await (const piece of process.stdin.setEncoding('utf8')) text += String(piece)
  return text
}

/** Nobody types a file. */
function demandInput(what: string): void {
  if (process.stdin.isTTY) throw new UsageError(`${what} is missing, or something to read from the standard input.`)
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
