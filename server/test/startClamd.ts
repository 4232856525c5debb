import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

export interface TestClamd {
  host: string
  port: number
  /** How many bytes each scan was sent. */
  scanned: number[]
  /** While set, answers wait for it. */
  hold: Promise<void> | null
  close(): Promise<void>
}

/** The harmless text that every scanner takes for a virus; in two parts, so that none takes this file for one. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD', '-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

/** A server that speaks clamd's INSTREAM, on a free port unless it is named: finds the test text, and refuses more than `limit` bytes as clamd does. */
export async function startClamd({ limit = 25_000_000, port = 0 } = {}): Promise<TestClamd> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    serve(socket, clamd, limit).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const clamd: TestClamd = {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    scanned: [],
    hold: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
  return clamd
}

async function serve(socket: Socket, clamd: TestClamd, limit: number): Promise<void> {
  const read = reader(socket)
  const command = (await read(10)).toString()
  if (command !== 'zINSTREAM\0') return void socket.end('UNKNOWN COMMAND\0')
  const chunks: Buffer[] = []
  let size = 0
  for (;;) {
    const length = (await read(4)).readUInt32BE()
    if (length === 0) break
    size += length
    if (size > limit) return void socket.end('INSTREAM size limit exceeded. ERROR\0')
    chunks.push(await read(length))
  }
  clamd.scanned.push(size)
  await clamd.hold
  socket.end(Buffer.concat(chunks).includes(EICAR) ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0')
}

/** Exactly so many bytes, then the next ones. */
function reader(socket: Socket): (count: number) => Promise<Buffer> {
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let held: Buffer = Buffer.alloc(0)
  return async (count) => {
    while (held.length < count) {
      const { value, done } = await chunks.next()
      if (done === true) throw new Error('the other side has hung up')
      held = Buffer.concat([held, value])
    }
    const taken = held.subarray(0, count)
    held = held.subarray(count)
    return taken
  }
}
