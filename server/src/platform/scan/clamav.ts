import { connect, type Socket } from 'node:net'

/** Looks for viruses. */
export interface Scanner {
  /** Name of what was found; null for a clean file. Rejects when nobody could look. */
  scan(body: AsyncIterable<Uint8Array>): Promise<string | null>
}

export interface ClamavOptions {
  host: string
  port: number
  /** After so long without a word clamd counts as away. */
  timeoutMs?: number
}

const TIMEOUT_MS = 60_000
/** clamd's answer is one line. */
const ANSWER_LIMIT = 4_096

/** clamd over TCP, by its INSTREAM command: the length of each chunk, then the chunk; a length of nothing ends it. */
export function createClamav({ host, port, timeoutMs = TIMEOUT_MS }: ClamavOptions): Scanner {
  return {
    async scan(body) {
      const socket = connect({ host, port })
      socket.setTimeout(timeoutMs, () => socket.destroy(new Error('clamd does not answer')))
      try {
        const answer = hear(socket)
        // What goes wrong while sending ends the socket, and so the answer. clamd may also answer before all has been sent.
        send(socket, body).catch((error: unknown) => socket.destroy(toError(error)))
        return judge(await answer)
      } finally {
        socket.destroy()
      }
    },
  }
}

async function send(socket: Socket, body: AsyncIterable<Uint8Array>): Promise<void> {
  await write(socket, Buffer.from('zINSTREAM\0'))
  for await (const chunk of body) if (chunk.length > 0) await write(socket, lengthOf(chunk), chunk)
  await write(socket, Buffer.alloc(4))
}

function lengthOf(chunk: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(chunk.length)
  return length
}

async function write(socket: Socket, ...chunks: Uint8Array[]): Promise<void> {
  if (socket.destroyed) throw new Error('clamd has hung up')
  const isRoom = chunks.map((chunk) => socket.write(chunk)).every(Boolean)
  if (isRoom) return
  await new Promise<void>((resolve) => {
    const go = (): void => {
      socket.off('drain', go).off('close', go)
      resolve()
    }
    socket.on('drain', go).on('close', go)
  })
}

/** One answer, or all that came before the other side hung up. */
function hear(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = ''
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString()
      if (heard.includes('\0') || heard.length > ANSWER_LIMIT) resolve(heard)
    })
    socket.on('error', (error) => (heard === '' ? reject(error) : resolve(heard)))
    socket.on('close', () => resolve(heard))
  })
}

function judge(heard: string): string | null {
  const answer = heard.replace('\0', '').trim()
  if (answer === 'stream: OK') return null
  const [, found] = /^stream: (.+) FOUND$/.exec(answer) ?? []
  if (found !== undefined) return found
  throw new Error(answer === '' ? 'clamd has hung up' : `clamd: ${answer.slice(0, 200)}`)
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
