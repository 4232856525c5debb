import { keepServerKeys } from '@axiom/shared/document/epoch'
import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import { CLOSE_CODES, EPOCH_OVER } from '@axiom/shared/protocol/closeCodes'
import type { Connection, Document } from '@hocuspocus/server'
import type { Logger } from 'pino'
import * as Y from 'yjs'

import type { Shared } from './broadcast.ts'
import type { DocumentGuards } from './documentGuards.ts'
import type { DocumentPool } from './documentPool.ts'
import { judgeUpdate, type Verdict } from './judgeUpdate.ts'
import type { CollaborationMetrics } from './metrics.ts'
import { NOTHING, type Newcomers, type Welcome } from './newcomers.ts'
import type { ServerEdits } from './serverEdits.ts'
import type { UpdateLog } from './updateLog.ts'
import { writeStateless, writeStep1, writeStep2, writeSyncStatus, writeUpdate, type ClientMessage } from './wire.ts'

/** Held bytes of one connection; a client above starts again with a new connection and one step 2. */
const MAX_HELD_BYTES = 4 << 20

export interface SyncSessionDeps {
  pool: DocumentPool
  updateLog: UpdateLog
  guards: DocumentGuards
  edits: ServerEdits
  newcomers: Newcomers
  /** Applies what other replicas have written to the log; null where there are none. */
  catchUp: ((projectId: string) => Promise<void>) | null
  metrics: CollaborationMetrics
  log: Logger
}

/** An honest client stops at its first refusal, since it runs the same gate before it sends [G4]. */
const MAX_REFUSALS = 20

/** The authenticated side of a socket. */
export interface SyncPeer {
  readonly address: string
  readonly projectId: string
  readonly userId: string
  readonly readOnly: boolean
  /** False for plain Yjs clients: nobody can tell them what became of an edit. */
  readonly hearsOutcome: boolean
  readonly connection: Connection
  send(message: Uint8Array): void
  sendShared(message: Shared): void
  end(code: number, reason: string): void
  /** Told how many milliseconds judging took; resolves when the next may be judged. */
  worked(ms: number): Promise<void>
}

/** The question of somebody who had the early welcome: they still get what has come since. */
export const REST = { kind: 'rest' } as const

export type SyncMessage = Extract<ClientMessage, { kind: 'step1' | 'step2' | 'update' }> | typeof REST

/** The sync half of one connection: judge, append, and only then apply, acknowledge and broadcast [C1]. One message at a time. */
export class SyncSession {
  readonly #peer: SyncPeer
  readonly #deps: SyncSessionDeps
  #held: Uint8Array[] = []
  #refusals = 0
  /** Milliseconds spent on judging the present message. */
  #judging = 0

  constructor(peer: SyncPeer, deps: SyncSessionDeps) {
    this.#peer = peer
    this.#deps = deps
  }

  /** Never rejects. The document stays loaded while this runs, and is loaded again if the socket went meanwhile [C7]. */
  async receive(message: SyncMessage): Promise<void> {
    const { pool, log } = this.#deps
    const { projectId } = this.#peer
    try {
      await pool.use(projectId, (document) => this.#handle(document, message))
    } catch (error) {
      // Not acknowledged, so the client still has it and sends it again after its reconnect [C9].
      log.error({ projectId, err: error }, 'a message of a client could not be handled; its socket is closed')
      this.#peer.end(CLOSE_CODES.tryLater, 'try again in a moment')
    }
    await this.#peer.worked(this.#judging)
    this.#judging = 0
  }

  #handle(document: Document, message: SyncMessage): void | Promise<void> {
    if (message.kind === 'rest') return this.#answerRest(document)
    if (message.kind === 'step1') return this.#answer(document, message.stateVector)
    return this.#receiveUpdate(document, message.kind, message.update)
  }

  #answerRest(document: Document): void {
    const { address } = this.#peer
    const rest = this.#deps.newcomers.restOf(document)
    if (rest === null) return this.#peer.end(CLOSE_CODES.tryLater, 'the document was loaded again')
    if (rest !== NOTHING) this.#peer.send(writeUpdate(address, rest))
    this.#peer.send(writeStep1(address, Y.encodeStateVector(document)))
  }

  #answer(document: Document, stateVector: Uint8Array): void {
    const { address } = this.#peer
    const welcome = isEmptyVector(stateVector) ? this.#deps.newcomers.welcome(document, address) : null
    if (welcome !== null) {
      sendWelcome(this.#peer, welcome)
      return this.#peer.send(writeStep1(address, Y.encodeStateVector(document)))
    }
    let missing: Uint8Array
    try {
      if (this.#deps.guards.of(document).authorship.isOfPast(Y.decodeStateVector(stateVector).keys()))
        return this.#endPast()
      missing = Y.encodeStateAsUpdate(document, stateVector)
    } catch {
      // A state vector that cannot be decoded is the sender's fault.
      return this.#peer.end(1007, 'malformed state vector')
    }
    this.#peer.send(writeStep2(address, missing))
    this.#peer.send(writeStep1(address, Y.encodeStateVector(document)))
  }

  async #receiveUpdate(document: Document, kind: 'step2' | 'update', payload: Uint8Array): Promise<void> {
    // The payload is a view on the frame; what goes to the log and into the document must not keep the frame alive.
    const update = new Uint8Array(payload)
    let verdict = this.#judge(document, update)
    if (this.#deps.catchUp !== null && !this.#isSure(document, verdict)) {
      await this.#deps.catchUp(document.name)
      verdict = this.#judge(document, update)
    }
    if (this.#peer.readOnly) return this.#acknowledge(verdict.kind === 'contained')
    if (verdict.kind === 'gap' && kind === 'update') return this.#hold(document, update)
    if (!(await this.#settle(document, update, verdict))) return
    this.#acknowledge(true)
    await this.#settleHeld(document)
  }

  /** What follows must happen in the same turn: the verdict is about the document as it is now. */
  #judge(document: Document, update: Uint8Array): Verdict {
    const began = performance.now()
    const verdict = judgeUpdate(document, update, {
      userId: this.#peer.userId,
      guard: this.#deps.guards.of(document),
    })
    this.#judging += performance.now() - began
    return verdict
  }

  /**
   * Before anything is held back or refused, or gets an author, the log is asked for what another replica has written [C10]: what
   * looks new here may be somebody else's, and only on its way [G2].
   */
  #isSure(document: Document, verdict: Verdict): boolean {
    if (verdict.kind !== 'new') return verdict.kind === 'contained' || verdict.kind === 'past'
    return this.#deps.guards.of(document).authorship.knows(verdict.attribution.wrote)
  }

  /** True when the update is durable and applied now. */
  async #settle(document: Document, update: Uint8Array, verdict: Verdict): Promise<boolean> {
    const { metrics } = this.#deps
    switch (verdict.kind) {
      case 'contained':
        metrics.updates.inc({ outcome: 'contained' })
        return true
      case 'past':
        this.#endPast()
        return false
      case 'gap':
        // A step 2 answers our own state vector: what it lacks is lacking on the client's side too.
        this.#refuse('gap', '')
        return false
      case 'refused':
        this.#refuse(verdict.code, verdict.key)
        return false
      case 'new':
        await this.#take(document, update, verdict)
        metrics.updates.inc({ outcome: 'accepted' })
        return true
    }
  }

  async #take(
    document: Document,
    update: Uint8Array,
    { attribution: { wrote, touched }, returns }: Extract<Verdict, { kind: 'new' }>,
  ): Promise<void> {
    const { edits, guards, updateLog } = this.#deps
    const { userId } = this.#peer
    const own = guards.of(document).authorship.bind(wrote, userId)
    if (returns) {
      // In one append with what the server says itself, so that nobody ever reads anything else there.
      const edit = (doc: ProjectDoc): void => keepServerKeys(doc, () => Y.applyUpdate(doc.y, update))
      return edits.run(document, { reason: 'return', actorId: userId, edit })
    }
    await updateLog.persist(document.name, update, { wrote: own, touched, by: userId, origin: 'client' })
    Y.applyUpdate(document, update, {
      source: 'local',
      skipStoreHooks: true,
      context: { actorId: userId, socket: this.#peer },
    })
  }

  /** Typing through a server restart: neither appended nor acknowledged until the step 2 that we ask for covers it [C7]. */
  #hold(document: Document, update: Uint8Array): void {
    const bytes = this.#held.reduce((sum, held) => sum + held.length, update.length)
    if (bytes > MAX_HELD_BYTES) return this.#peer.end(CLOSE_CODES.tryLater, 'too much waits for a sync')
    this.#deps.metrics.updates.inc({ outcome: 'held' })
    this.#held.push(update)
    if (this.#held.length === 1) this.#peer.send(writeStep1(this.#peer.address, Y.encodeStateVector(document)))
  }

  async #settleHeld(document: Document): Promise<void> {
    const held = this.#held
    this.#held = []
    for (const update of held) {
      const verdict = this.#judge(document, update)
      if (verdict.kind === 'gap') this.#held.push(update)
      else if (await this.#settle(document, update, verdict)) this.#acknowledge(true)
    }
  }

  /** The client renews its document, and makes again what it has not sent [C15]. */
  #endPast(): void {
    this.#peer.end(CLOSE_CODES.tooOld, EPOCH_OVER)
  }

  #refuse(code: string, key: string): void {
    const { address, projectId, userId } = this.#peer
    this.#deps.metrics.updates.inc({ outcome: 'refused' })
    this.#deps.log.warn({ projectId, userId, code, key }, 'an update was refused')
    if (!this.#peer.hearsOutcome) return this.#peer.end(CLOSE_CODES.refused, `${code} ${key}`.slice(0, 100))
    this.#peer.send(writeSyncStatus(address, false))
    this.#peer.send(writeStateless(address, { type: 'refused', code, key }))
    this.#refusals += 1
    if (this.#refusals > MAX_REFUSALS) this.#peer.end(CLOSE_CODES.slowDown, 'too many refused updates')
  }

  #acknowledge(saved: boolean): void {
    if (!saved && !this.#peer.hearsOutcome) return this.#peer.end(CLOSE_CODES.refused, 'read only')
    this.#peer.send(writeSyncStatus(this.#peer.address, saved))
  }
}

/** A state vector that names nobody. */
export function isEmptyVector(stateVector: Uint8Array): boolean {
  return stateVector.length === 1 && stateVector[0] === 0
}

/** Everything for somebody who has nothing. */
export function sendWelcome(peer: Pick<SyncPeer, 'address' | 'send' | 'sendShared'>, { base, tail }: Welcome): void {
  for (const message of base) peer.sendShared(message)
  peer.send(writeStep2(peer.address, tail))
}
