import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { type Bytes, piecesOf } from '../streams.ts'
import { Interrupted } from './failures.ts'
import type { Terminal } from './terminal.ts'

/** A file on its way to the server. */
export interface Sending {
  body: Bytes
  /** How much of it was sent: `3.4 MB of 12.0 MB`. */
  sent: () => string
}

/** Opens a file, or without a name the standard input, and says how far it is. Throws where there is none. */
export async function openFile(terminal: Terminal, file: string | undefined): Promise<Sending> {
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

/** Says what an interrupted work leaves behind. */
export async function interruptible<T>(signal: AbortSignal, left: () => string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted) throw new Interrupted(left())
    throw error
  }
}

/** All of the standard input, as text. */
export async function readInput(): Promise<string> {
  let text = ''
  for await (const piece of process.stdin.setEncoding('utf8')) text += String(piece)
  return text
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
