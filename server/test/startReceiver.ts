import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface ReceivedRequest {
  path: string
  method: string
  headers: IncomingHttpHeaders
  body: string
}

/** Another server, on a free port of this machine: keeps what it is sent, and answers as it is told. */
export interface Receiver {
  readonly url: string
  readonly port: number
  at(path: string): ReceivedRequest[]
  /** From now on; 200 and `{"ok":true}` unless told. Below `/echo` it answers what it was sent. */
  answer(path: string, status: number, headers?: OutgoingHttpHeaders): void
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const requests: ReceivedRequest[] = []
  const answers = new Map<string, { status: number; headers: OutgoingHttpHeaders }>()
  const server = createServer((request, response) => {
    const { url: path = '', method = '', headers } = request
    const take = async (): Promise<void> => {
      requests.push({ path, method, headers, body: await text(request) })
      const { status, headers: more } = answers.get(path) ?? { status: 200, headers: {} }
      response
        .writeHead(status, { 'content-type': 'application/json', ...more })
        .end(path.startsWith('/echo') ? JSON.stringify(headers) : '{"ok":true}')
    }
    take().catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    at: (path) => requests.filter((request) => request.path === path),
    answer: (path, status, headers = {}) => void answers.set(path, { status, headers }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
