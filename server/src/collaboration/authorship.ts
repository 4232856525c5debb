import { isJustRestored, wasRestored } from '@axiom/shared/document/epoch'
import { openProjectDoc, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { isObject } from '@axiom/shared/json'
import type { Document } from '@hocuspocus/server'
import * as Y from 'yjs'

import type { ClockRange } from './storage/chunkStore.ts'

const HOUR_MS = 3_600_000
/** Each reload of a page is a new Yjs client; nobody reloads this often, but each id stays in the document for ever [G2]. */
const NEW_IDS_PER_HOUR = 1_000

interface Window {
  since: number
  count: number
}

/** To whom the Yjs client ids of one document belong: to their first writer, for good [G2]. */
export class Authorship {
  readonly #document: Document
  readonly #doc: ProjectDoc
  readonly #owners = new Map<number, string | null>()
  readonly #retired = new Set<number>()
  readonly #windows = new Map<string, Window>()

  constructor(document: Document) {
    this.#document = document
    this.#doc = openProjectDoc(document)
  }

  /** What the log or another replica says; the first word stands. */
  learn(owners: Iterable<readonly [client: number, owner: string | null]>): void {
    for (const [client, owner] of owners) if (!this.#owners.has(client)) this.#owners.set(client, owner)
  }

  /**
   * The document has just been filled from the log: client ids that somebody is named for and that are not in it are those of an epoch
   * that is over [C15].
   */
  retire(owners: Iterable<readonly [client: number, owner: string | null]>): void {
    for (const [client] of owners) if (Y.getState(this.#document.store, client) === 0) this.#retired.add(client)
  }

  /** True for a document that knows one of these client ids: it shares no history with ours, and must never be merged [C15]. */
  isOfPast(clients: Iterable<number>): boolean {
    if (this.#retired.size === 0) return false
    for (const client of clients) if (this.#retired.has(client)) return true
    return false
  }

  /** Somebody is named for each of these client ids. */
  knows(wrote: readonly ClockRange[]): boolean {
    return wrote.every(({ client }) => this.#owners.has(client))
  }

  /** Why `userId` may not write under these client ids; null when it may. */
  judge(wrote: readonly ClockRange[], userId: string, now = Date.now()): 'authorship' | 'too_many_authors' | null {
    const fresh = wrote.filter(({ client }) => !this.#owners.has(client))
    // What one person knows of another's work may be all that is left of it.
    if (!this.#isOwn(wrote, userId) && !this.isJustRestored(now)) return 'authorship'
    return this.#window(userId, now).count + fresh.length > NEW_IDS_PER_HOUR ? 'too_many_authors' : null
  }

  /** People bring back what a restored backup has lost, their own and each other's. */
  isJustRestored(now = Date.now()): boolean {
    return isJustRestored(this.#doc, now)
  }

  /** Before the append, so that of two who come at once the first has it. Gives what of it is the person's own. */
  bind(wrote: readonly ClockRange[], userId: string, now = Date.now()): ClockRange[] {
    const isReturn = this.isJustRestored(now)
    for (const { client } of wrote) {
      if (this.#owners.has(client)) continue
      // It may be that of somebody who will come later and write on under it.
      if (isReturn && this.#presentWith(client) !== userId) continue
      this.#owners.set(client, userId)
      this.#window(userId, now).count += 1
    }
    return wrote.filter(({ client }) => this.#owners.get(client) === userId)
  }

  #isOwn(wrote: readonly ClockRange[], userId: string): boolean {
    return wrote.every(({ client }) => {
      const owner = this.#owners.get(client)
      return owner === undefined ? this.#isFree(client, userId) : owner === userId
    })
  }

  /**
   * Nobody has written under it, or somebody brought back what had been, and nobody else is present with it: an editor is seen before
   * its first edit.
   */
  #isFree(client: number, userId: string): boolean {
    if (Y.getState(this.#document.store, client) > 0 && !wasRestored(this.#doc)) return false
    const present = this.#presentWith(client)
    return present === null || present === userId
  }

  #presentWith(client: number): unknown {
    const user: unknown = this.#document.awareness.getStates().get(client)?.['user']
    return isObject(user) ? user['id'] : null
  }

  #window(userId: string, now: number): Window {
    const found = this.#windows.get(userId)
    if (found !== undefined && now - found.since < HOUR_MS) return found
    const window = { since: now, count: 0 }
    this.#windows.set(userId, window)
    return window
  }
}
