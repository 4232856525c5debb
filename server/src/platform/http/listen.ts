import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export interface ListenOptions {
  host: string
  /** Tried in this order; 0 is any free one. */
  ports: readonly number[]
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

export interface Listening {
  port: number
  /** Stops accepting; requests under way have `graceMs` to end. Upgraded sockets are their owner's to end. */
  close: (graceMs?: number) => Promise<void>
}

const TRIES = 20
/** Longer than proxies and clients keep theirs (60 s and less), or they send into a connection that is just being closed. */
const KEEP_ALIVE_MS = 75_000
/** Until a request has arrived to its end: a file of a million rows, or of a project, over a slow line. Headers have Node's minute. */
const REQUEST_MS = 3_600_000

/**
 * A port that somebody asked for and no other: whoever forwards to it would not find us elsewhere. Without one the usual port or the
 * next free one.
 */
export function portsFor(given: number | undefined, usual: number): number[] {
  return given === undefined ? Array.from({ length: TRIES }, (_, i) => usual + i) : [given]
}

/** Starts an HTTP server; the port that it really has is in the answer. Throws what to do when all are taken. */
export async function listen(handler: RequestListener, { host, ports, upgrade }: ListenOptions): Promise<Listening> {
  for (const port of ports) {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS }, handler)
    if (upgrade) server.on('upgrade', upgrade)
    if (!(await open(server, host, port))) continue
    return { port: (server.address() as AddressInfo).port, close: (graceMs = 0) => close(server, graceMs) }
  }
  const tried = ports.length === 1 ? `Port ${ports[0]} is` : `Ports ${ports[0]} to ${ports.at(-1)} are`
  throw new Error(`${tried} taken by another program. Stop that one, or choose another port (PORT, APPS_PORT).`)
}

/** False when the port is taken. */
async function open(server: Server, host: string, port: number): Promise<boolean> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false
    throw error
  }
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    // Connections that are kept alive for a next request end with the present one.
    server.keepAliveTimeout = 1
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
  })
}
