import { parentPort, Worker } from 'node:worker_threads'

/** What a thread can be asked, and what each kind of request is answered with. */
export interface Protocol {
  request: { kind: string }
  answers: Record<string, unknown>
}

type Asked<P extends Protocol, K> = P['request'] & { kind: K }

interface Waiting {
  resolve: (answer: never) => void
  reject: (error: Error) => void
}

interface Call {
  id: number
  request: { kind: string }
}

type Reply = { id: number; answer: unknown } | { id: number; error: string }

const CLOSE = 'close'

/** A worker thread as promises. Requests are answered in order; when the thread dies, all that wait are rejected. */
export class StorageThread<P extends Protocol> {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 0
  #ended: Error | null = null

  constructor(worker: URL, workerData: unknown) {
    this.#worker = new Worker(worker, { workerData })
    this.#worker.on('message', (reply: Reply) => this.#receive(reply))
    this.#worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))))
    this.#worker.on('exit', () => this.#end(new Error('the update log is closed')))
  }

  call<K extends P['request']['kind']>(request: Asked<P, K>): Promise<P['answers'][K]> {
    return this.#send(request)
  }

  /** Resolves when everything asked before is answered and the thread is gone. */
  async close(): Promise<void> {
    if (this.#ended !== null) return
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    await this.#send({ kind: CLOSE })
    await exited
  }

  #send<T>(request: Call['request']): Promise<T> {
    if (this.#ended !== null) return Promise.reject(this.#ended)
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ id, request } satisfies Call)
    })
  }

  #receive(reply: Reply): void {
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

/** The other side: answers what this worker thread is asked, and ends the thread when it is closed. */
export function answerRequests<P extends Protocol>(
  handle: (request: P['request']) => P['answers'][string],
  close: () => void,
): void {
  const port = parentPort
  if (port === null) throw new Error('This module runs in a worker thread only')
  port.on('message', ({ id, request }: Call) => {
    const closing = request.kind === CLOSE
    port.postMessage(answer(id, () => (closing ? close() : handle(request))))
    if (closing) port.close()
  })
}

function answer(id: number, work: () => unknown): Reply {
  try {
    return { id, answer: work() }
  } catch (error) {
    // The caller decides: an append that failed is not acknowledged.
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
