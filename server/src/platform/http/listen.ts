import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export interface ListenOptions {
  host: string
  /** 0 = any free one. A taken port moves on to the next, at most twenty times. */
  port: number
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

export interface Listening {
  port: number
  /** Stops accepting and ends open connections. */
  close(): Promise<void>
}

const TRIES = 20

/** Starts an HTTP server; the port that it really has is in the answer. */
export async function listen(handler: RequestListener, { host, port, upgrade }: ListenOptions): Promise<Listening> {
  for (let attempt = 0; ; attempt++) {
    const server = createServer(handler)
    if (upgrade) server.on('upgrade', upgrade)
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port === 0 ? 0 : port + attempt, host, resolve)
      })
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!taken || port === 0 || attempt >= TRIES) throw error
      continue
    }
    return {
      port: (server.address() as AddressInfo).port,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    }
  }
}
