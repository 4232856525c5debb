import { openProjectDoc, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { judgeChanges } from '@axiom/shared/gate/judge'
import type { Document } from '@hocuspocus/server'
import * as Y from 'yjs'

import type { DocumentGuards } from './documentGuards.ts'
import type { ServerEdit } from './documents.ts'
import type { UpdateLog } from './updateLog.ts'

const MIRROR = { kind: 'mirror' } as const

interface Fork {
  doc: ProjectDoc
  dispose: () => void
}

/** Server edits of one document at a time, made on a warm fork, durable before anybody sees them [C8]. */
export class ServerEdits {
  readonly #log: UpdateLog
  readonly #guards: DocumentGuards
  /**
   * The Yjs client id of all edits of this process. Another one each time it starts: the log may be a backup that was put back, and
   * browsers may know what this server wrote after it, under clocks that would be given out once more.
   */
  readonly #client = newClient()
  readonly #forks = new WeakMap<Document, Fork>()
  /** Instead of that, by project, where an append has failed. */
  readonly #clients = new Map<string, number>()
  readonly #turns = new WeakMap<Document, Promise<unknown>>()

  constructor(log: UpdateLog, guards: DocumentGuards) {
    this.#log = log
    this.#guards = guards
  }

  /** The caller keeps the document loaded until this settles. `chunkId` is given where an edit must not be made twice. */
  run<T>(document: Document, edit: ServerEdit<T>, chunkId?: string): Promise<T> {
    const before = this.#turns.get(document) ?? Promise.resolve()
    const turn = before.then(() => this.#runNow(document, edit, chunkId))
    this.#turns.set(
      document,
      // The next edit doesn't care how this one ended; its caller hears it.
      turn.catch(() => undefined),
    )
    return turn
  }

  async #runNow<T>(document: Document, { edit, actorId, reason }: ServerEdit<T>, chunkId?: string): Promise<T> {
    const fork = this.#fork(document)
    const y = fork.doc.y
    const from = Y.getState(y.store, y.clientID)
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array, origin: unknown): void => {
      if (origin !== MIRROR) updates.push(update)
    }
    let result: T
    y.on('update', collect)
    try {
      result = edit(fork.doc)
    } catch (error) {
      // Half an edit is on the fork only: nobody has seen its clocks.
      this.#drop(document)
      throw error
    } finally {
      y.off('update', collect)
    }
    const [first] = updates
    if (first === undefined) return result
    const update = updates.length === 1 ? first : Y.mergeUpdates(updates)
    const wrote = [{ client: y.clientID, from, to: Y.getState(y.store, y.clientID) }]
    // Nothing is refused: what the server writes need not be open to people.
    const { touched } = judgeChanges(document, Y.decodeUpdate(update), update)
    const attribution = { by: actorId, origin: 'server', reason, wrote, touched } as const
    try {
      await this.#log.append(document.name, update, attribution, chunkId)
    } catch (error) {
      // It may be durable all the same: its clocks must never be given out again.
      this.#drop(document)
      this.#clients.set(document.name, newClient())
      throw error
    }
    Y.applyUpdate(document, update, { source: 'local', skipStoreHooks: true, context: { actorId } })
    return result
  }

  #fork(document: Document): Fork {
    const found = this.#forks.get(document)
    if (found !== undefined) return found
    const y = new Y.Doc({ gc: true })
    Y.applyUpdate(y, Y.encodeStateAsUpdate(document), MIRROR)
    // After the state: Yjs takes another id when it meets its own in somebody's update.
    y.clientID = this.#clientFor(document)
    const mirror = (update: Uint8Array): void => Y.applyUpdate(y, update, MIRROR)
    document.on('update', mirror)
    const fork = {
      doc: openProjectDoc(y),
      dispose: () => {
        document.off('update', mirror)
        y.destroy()
      },
    }
    document.once('destroy', () => this.#drop(document))
    this.#forks.set(document, fork)
    return fork
  }

  #clientFor(document: Document): number {
    const { name } = document
    const { authorship } = this.#guards.of(document)
    // Whoever knows what was written under it in an epoch that is over would be taken for somebody of that one [C15].
    if (authorship.isOfPast([this.#clients.get(name) ?? this.#client])) this.#clients.set(name, newClient())
    const client = this.#clients.get(name) ?? this.#client
    // Before the first edit, so that nobody else begins with it [G2].
    authorship.learn([[client, null]])
    return client
  }

  #drop(document: Document): void {
    this.#forks.get(document)?.dispose()
    this.#forks.delete(document)
  }
}

function newClient(): number {
  return new Y.Doc().clientID
}
