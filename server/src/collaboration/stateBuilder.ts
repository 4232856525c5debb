import type { StateProtocol, StateThread } from './storage/stateProtocol.ts'
import { StorageThread } from './storage/storageThread.ts'

const WORKER = new URL('storage/stateWorker.ts', import.meta.url)

/** Builds states in a worker thread, which is started when it is needed for the first time. */
export class StateBuilder {
  #thread: StateThread | null = null

  /** The state of all these updates as one. Rejects when one of them cannot be applied. */
  async merge(updates: readonly Uint8Array[]): Promise<Uint8Array> {
    const merged = await this.#started().call({ kind: 'merge', updates })
    if (merged === null || merged.indexes.length < updates.length) throw new Error('some updates do not fit together')
    return merged.update
  }

  /** The update in parts of about `size` structs, each of which needs only those before it. Rejects when it cannot be read. */
  slice(update: Uint8Array, size: number): Promise<Uint8Array[]> {
    return this.#started().call({ kind: 'slice', update, size })
  }

  async close(): Promise<void> {
    await this.#thread?.close()
  }

  #started(): StateThread {
    return (this.#thread ??= new StorageThread<StateProtocol>(WORKER, null))
  }
}
