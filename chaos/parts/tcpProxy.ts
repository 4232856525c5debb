import { once } from 'node:events'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Stands between a program and what it talks to, so that their connections can fail without stopping either. */
export class TcpProxy {
  /** Every piece of data waits so long (ms). */
  delayMs = 0
  /** Whoever connects is turned away. */
  isRefusing = false
  readonly #server: Server
  readonly #target: { host: string; port: number }
  readonly #sockets = new Set<Socket>()
  #stalled: PromiseWithResolvers<void> | null = null

  private constructor(target: { host: string; port: number }) {
    this.#target = target
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#connect(socket))
  }

  static async open(target: { host: string; port: number }): Promise<TcpProxy> {
    const proxy = new TcpProxy(target)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen')
    return address.port
  }

  /** Ends all connections at once, without a good-bye. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  /** Connections stay, and nothing passes in either direction. */
  stall(): void {
    this.#stalled ??= Promise.withResolvers()
  }

  flow(): void {
    this.#stalled?.resolve()
    this.#stalled = null
  }

  heal(): void {
    this.delayMs = 0
    this.isRefusing = false
    this.flow()
  }

  async close(): Promise<void> {
    this.heal()
    this.#server.close()
    this.cut()
    await once(this.#server, 'close')
  }

  #connect(near: Socket): void {
    if (this.isRefusing) return void near.resetAndDestroy()
    const far = createConnection({ ...this.#target, allowHalfOpen: true })
    const ends = [near, far]
    for (const socket of ends) {
      socket.setNoDelay(true)
      this.#sockets.add(socket)
      // The other end hears of it as its own connection's end.
      socket.on('error', () => ends.forEach((end) => end.destroy()))
      socket.on('close', () => {
        this.#sockets.delete(socket)
        ends.forEach((end) => end.destroy())
      })
    }
    void this.#pump(near, far)
    void this.#pump(far, near)
  }

  async #pump(from: Socket, to: Socket): Promise<void> {
    try {
      for await (const data of from) {
        if (this.delayMs > 0) await sleep(this.delayMs)
        await this.#stalled?.promise
        if (!to.write(data as Buffer)) await Promise.race([once(to, 'drain'), once(to, 'close')])
      }
      to.end()
    } catch {
      // Cut on purpose, or by one of the two programs: both ends are destroyed, and both programs know.
      to.destroy()
    }
  }
}
