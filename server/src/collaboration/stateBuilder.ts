import type { StateProtocol, StateThread } from './storage/stateProtocol.ts'
import { StorageThread } from './storage/storageThread.ts'

const WORKER = new URL('storage/stateWorker.ts', import.meta.url)

/** Builds states in a worker thread, which is started when it is needed for the first time. */
export class StateBuilder {
  #thread: StateThread | null = null

  /** The state of all these updates as one. Rejects when one of them cannot be applied. */
  async merge(updates: readonly Uint8Array[]): Promise<Uint8Array> {
    this.#thread ??= new StorageThread<StateProtocol>(WORKER, null)
    const merged = await this.#thread.call({ kind: 'merge', updates })
    if (merged === null || merged.indexes.length < updates.length) throw new Error('some updates do not fit together')
    return merged.update
  }

  async close(): Promise<void> {
    await this.#thread?.close()
  }
}
