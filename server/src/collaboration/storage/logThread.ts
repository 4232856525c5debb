import { Worker } from 'node:worker_threads'

import type { LogAnswers, LogCall, LogReply, LogRequest } from './logProtocol.ts'

interface Waiting {
  resolve: (answer: never) => void
  reject: (error: Error) => void
}

/** A log worker as promises. Requests are answered in order; when the thread dies, all that wait are rejected. */
export class LogThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 0
  #ended: Error | null = null

  constructor(file: string) {
    this.#worker = new Worker(new URL('./logWorker.ts', import.meta.url), { workerData: { file } })
    this.#worker.on('message', (reply: LogReply) => this.#receive(reply))
    this.#worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))))
    this.#worker.on('exit', () => this.#end(new Error('the update log is closed')))
  }

  call<K extends LogRequest['kind']>(request: LogRequest & { kind: K }): Promise<LogAnswers[K]> {
    if (this.#ended !== null) return Promise.reject(this.#ended)
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
      this.#worker.postMessage({ id, request } satisfies LogCall)
    })
  }

  async close(): Promise<void> {
    if (this.#ended !== null) return
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    await this.call({ kind: 'close' })
    await exited
  }

  #receive(reply: LogReply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if ('error' in reply) waiting?.reject(new Error(reply.error))
    else waiting?.resolve(reply.answer as never)
  }

  #end(error: Error): void {
    this.#ended ??= error
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended)
    this.#waiting.clear()
  }
}
