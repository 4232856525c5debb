import { connect, type Socket } from 'node:net'

/** A kept-alive connection that costs the measuring process little: one request at a time, answers are counted and not read. */
export class Connection {
  readonly #socket: Socket
  #received = ''
  #settle: { resolve: () => void; reject: (error: Error) => void } | null = null

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    // One character per byte: lengths are what headers say.
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => this.#take(text))
    socket.on('error', (error) => this.#settle?.reject(error))
    socket.on('close', () => this.#settle?.reject(new Error('the server ended the connection')))
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new Connection(socket))
      })
    })
  }

  /** Resolves with the whole answer; rejects for one that is no success. */
  send(request: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#settle = null
    this.#socket.destroy()
  }

  #take(text: string): void {
    this.#received += text
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#received.slice(0, end))?.[1] ?? 0)
    if (this.#received.length < end + 4 + length) return
    const answer = this.#received
    const settle = this.#settle
    this.#received = ''
    this.#settle = null
    if (/^HTTP\/1\.1 2/.test(answer)) settle?.resolve()
    else settle?.reject(new Error(`the answer was ${answer.slice(0, 600)}`))
  }
}

/** A request as bytes on the wire. */
export function requestOf(method: 'GET' | 'POST', path: string, headers: Record<string, string>, body = ''): string {
  const all: Record<string, string> = { host: 'localhost', ...headers }
  if (method === 'POST') Object.assign(all, { 'content-type': 'application/json', 'content-length': `${body.length}` })
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}
