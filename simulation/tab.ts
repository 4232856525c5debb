import { setThemeToken } from '@axiom/shared/document/operations/setThemeToken'
import * as Y from 'yjs'

import { isLocalEdit } from '../editor/src/document/origins.ts'
import { openProjectSession, type ProjectSession } from '../editor/src/document/projectSession.ts'
import type { Renewal } from '../editor/src/document/renewal.ts'
import type { Device } from './browser.ts'
import type { ClientSocket } from './network.ts'
import type { Oracle } from './oracle.ts'
import { deletedCharacters, touchedIn, type Touched } from './touched.ts'
import type { Actor, World } from './world/world.ts'

export interface TabDeps {
  world: World
  oracle: Oracle
  device: Device
  projectId: string
  connect: (tab: Tab) => ClientSocket
}

/** One tab with the editor's own session, and what it must never do. */
export class Tab {
  readonly actor: Actor
  session: ProjectSession
  /** What this page has made that nobody takes away. */
  readonly tags: string[] = []
  readonly device: Device
  readonly #deps: TabDeps
  /** Every value that this person has written, by key; undo may take one of them back, also when somebody has put it there again. */
  readonly #own = new Map<string, Set<string | null>>()
  #undoing = false
  #checkedAt = -1
  #updates = 0
  #said = ''
  /** Backups that were put back before this page connected last, and when it was last told that all is saved. */
  #connectedAfter = 0
  #savedAfter = 0
  #renewing = false

  constructor(name: string, deps: TabDeps) {
    this.#deps = deps
    this.device = deps.device
    this.actor = deps.device.openTab(name)
    this.session = this.#open(null)
  }

  /** Makes something that can be told from everything else. */
  tag(name: string): void {
    if (this.#renewing) return
    this.tags.push(name)
    this.edit('tag', ({ doc, origin }) => setThemeToken(doc, { tokens: { [name]: 1 } }, origin))
  }

  /** Everything that this person did is on the server, and the page knows it. */
  get isSaved(): boolean {
    const { kind, changes } = this.session.status.get()
    return this.session.loaded() && kind === 'saved' && changes === 0
  }

  edit(label: string, work: (session: ProjectSession) => void): void {
    if (this.#renewing) return
    this.actor.run(() => this.session.undo.step(label, () => work(this.session)))
  }

  undo(direction: 'undo' | 'redo'): void {
    this.#undoing = true
    const result = this.actor.run(() => this.session.undo[direction]())
    this.#undoing = false
    this.#deps.world.note(this.actor.name, `${direction}: ${result.kind}`)
  }

  /** Selects something, or points somewhere. */
  show(random: () => number): void {
    const { presence, doc } = this.session
    const screenId = [...doc.roots.screens.keys()][0]
    const node = [...doc.roots.nodes.keys()].at(Math.floor(random() * doc.roots.nodes.size))
    if (screenId === undefined) return
    this.actor.run(() => {
      if (random() < 0.5) presence.setState({ screenId, selection: node === undefined ? [] : [node] })
      else presence.sendCursor(screenId, Math.floor(random() * 900), Math.floor(random() * 900))
    })
  }

  /** Null, or who is seen though nobody is there, or is not seen though he is [C11]. */
  misses(others: readonly Tab[], guests: readonly number[]): string | null {
    const seen = new Set(this.session.presence.getPeers().map(({ clientId }) => clientId))
    const here = new Set(guests)
    for (const { session, actor } of others) {
      if (session === this.session) continue
      const { clientID } = session.doc.y
      here.add(clientID)
      if (session.awareness.getLocalState() !== null && !seen.has(clientID)) return `does not see ${actor.name}`
    }
    const ghost = [...seen].find((clientId) => !here.has(clientId))
    return ghost === undefined ? null : `still sees ${ghost}, who is gone`
  }

  /** Ends at once; what the page has said until now must be true. */
  kill(): void {
    const { kind, keeping, changes } = this.session.status.get()
    if (kind === 'offline' && keeping === 'kept' && changes > 0)
      this.#deps.oracle.promise(this.actor.name, this.session.doc.y)
    this.device.killTab(this.actor)
  }

  #open(renewal: Renewal | null): ProjectSession {
    const { projectId, device, connect, oracle } = this.#deps
    const session = this.actor.run(() =>
      openProjectSession({
        projectId,
        user: { id: device.name, name: device.name },
        url: 'ws://axiom.test/collaboration',
        getToken: async () => device.name,
        openSocket: () => {
          this.#connectedAfter = oracle.restores
          return connect(this)
        },
        renewal,
      }),
    )
    const { y } = session.doc
    y.on('update', () => this.#updates++)
    y.on('afterTransaction', (transaction: Y.Transaction) => this.#watch(transaction))
    session.status.subscribe(() => this.#observe())
    return session
  }

  /** As the page does it: what is left of this session goes on in another one. */
  async #renew(renewal: Renewal): Promise<void> {
    this.#renewing = true
    this.#deps.world.note(this.actor.name, `renews: ${renewal.kind}`)
    await this.session.close()
    this.session = this.#open(renewal)
    this.#renewing = false
  }

  #observe(): void {
    if (!this.actor.alive || this.#renewing) return
    const renewal = this.session.renewal()
    if (renewal?.kind === 'outdated') return void this.#renew(renewal)
    const { kind, changes, keeping, problem } = this.session.status.get()
    const says = `${kind} ${changes} ${keeping} ${problem ?? ''}`
    if (says !== this.#said) this.#deps.world.note(this.actor.name, says)
    this.#said = says
    if (problem === 'refused') this.#deps.world.fail(`[G3] ${this.actor.name}: an honest edit was refused`)
    // "Offline, 0 changes" is as much of a promise as "Saved".
    const isPromise = kind === 'saved' || (kind === 'offline' && changes === 0)
    if (!isPromise || this.#checkedAt === this.#updates) return
    this.#checkedAt = this.#updates
    const { oracle } = this.#deps
    const missing = oracle.missing(this.session.doc.y)
    if (kind === 'saved') this.#savedAfter = this.#connectedAfter
    if (missing !== null && !oracle.wasDurable(this.session.doc.y, this.#savedAfter === oracle.restores))
      this.#deps.world.fail(`${this.actor.name} says ${kind} ${changes}, but ${missing} are not durable`)
  }

  /** [M7] Undo touches what this person touched, overwrites no newer value of others, and deletes no characters of theirs. */
  #watch(transaction: Y.Transaction): void {
    if (transaction.changed.size === 0 || !isLocalEdit(transaction.origin)) return
    const touched = touchedIn(transaction)
    if (this.#undoing) this.#checkUndo(transaction, touched)
    for (const { key, value } of touched) this.#own.set(key, (this.#own.get(key) ?? new Set()).add(value))
  }

  #checkUndo(transaction: Y.Transaction, touched: readonly Touched[]): void {
    const { world } = this.#deps
    const { clientID } = this.session.doc.y
    for (const { key, before } of touched) {
      const own = this.#own.get(key)
      if (own === undefined) world.fail(`[M7] ${this.actor.name}: undo touched ${key}`)
      else if (before !== null && before.client !== clientID && !own.has(before.value))
        world.fail(`[M7] ${this.actor.name}: undo overwrote what ${before.client} wrote at ${key}`)
    }
    const foreign = deletedCharacters(transaction).find((client) => client !== clientID)
    if (foreign !== undefined) world.fail(`[M7] ${this.actor.name}: undo deleted characters of ${foreign}`)
  }
}
