import { currentActor, type Actor } from './world/world.ts'

/** Devices whose disk is full at the moment. */
export const fullDisks = new WeakSet<Actor>()
const open = new WeakMap<IDBDatabase, Set<IDBTransaction>>()

/** IndexedDB as one tab sees it; the data belongs to the device. */
export class TabDatabases implements Pick<IDBFactory, 'open' | 'deleteDatabase' | 'databases'> {
  readonly #factory: IDBFactory
  readonly #connections = new Set<IDBDatabase>()

  constructor(factory: IDBFactory) {
    this.#factory = factory
  }

  open(name: string, version?: number): IDBOpenDBRequest {
    const request = this.#factory.open(name, version)
    request.addEventListener('success', () => this.#connections.add(request.result))
    return request
  }

  deleteDatabase(name: string): IDBOpenDBRequest {
    return this.#factory.deleteDatabase(name)
  }

  databases(): Promise<IDBDatabaseInfo[]> {
    return this.#factory.databases()
  }

  /** The tab is gone: what it was writing is finished or was never begun. */
  abandon(isFinished: boolean): void {
    for (const connection of this.#connections) {
      connection.close()
      if (!isFinished) for (const transaction of open.get(connection) ?? []) transaction.abort()
    }
  }
}

const { transaction } = IDBDatabase.prototype
IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<IDBDatabase['transaction']>) {
  const started = transaction.apply(this, args)
  const running = open.get(this) ?? new Set()
  open.set(this, running.add(started))
  const forget = (): void => void running.delete(started)
  started.addEventListener('complete', forget)
  started.addEventListener('abort', forget)
  return started
}

for (const name of ['add', 'put'] as const) {
  const write = IDBObjectStore.prototype[name]
  IDBObjectStore.prototype[name] = function (this: IDBObjectStore, ...args: Parameters<IDBObjectStore['put']>) {
    const device = currentActor()?.device
    if (device && fullDisks.has(device)) throw new DOMException('the disk is full', 'QuotaExceededError')
    return write.apply(this, args)
  }
}
