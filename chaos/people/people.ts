import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import type { EditorState } from './editor.ts'
import type { Ledger } from './ledger.ts'
import type { FromCrowd, Place, ToCrowd } from './messages.ts'

const CROWD = join(import.meta.dirname, 'crowd.ts')

export interface PeopleConfig {
  url: string
  seed: number
  perSecond: number
  places: readonly Place[]
  processes: number
}

/** All editors, in processes of their own, and the book of what they did and were told. */
export class People {
  readonly ledgers = new Map<string, Ledger>()
  /** Until an operation was acknowledged, and until a lost connection was back (ms). */
  readonly latencies: number[] = []
  readonly returns: number[] = []
  readonly problems: string[] = []
  readonly #crowds: readonly ChildProcess[]
  readonly #places = new Map<string, { place: Place; crowd: ChildProcess }>()
  readonly #answers = new Map<number, (states: readonly EditorState[]) => void>()
  #asked = 0
  #came = 0
  #isOver = false

  constructor({ url, seed, perSecond, places, processes }: PeopleConfig) {
    this.#crowds = Array.from({ length: processes }, () =>
      fork(CROWD, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    )
    this.#came = places.length
    for (const [i, crowd] of this.#crowds.entries()) {
      crowd.on('message', (message: FromCrowd) => this.#receive(message))
      crowd.on('exit', (code) => {
        if (!this.#isOver) this.problems.push(`a process of people ended with ${code}`)
      })
      const own = places.filter((_, k) => k % processes === i)
      for (const place of own) this.#places.set(place.name, { place, crowd })
      send(crowd, { kind: 'start', url, seed: seed + i, perSecond: perSecond / processes, places: own })
    }
  }

  get issued(): number {
    return [...this.ledgers.values()].reduce((sum, { operations }) => sum + operations.length, 0)
  }

  get acknowledged(): number {
    return [...this.ledgers.values()].reduce((sum, { acknowledged }) => sum + acknowledged, 0)
  }

  /** Of those who are still there. */
  get unacknowledged(): string[] {
    return [...this.ledgers.values()]
      .filter(({ editor, operations, acknowledged }) => this.#places.has(editor) && acknowledged < operations.length)
      .map(({ editor, operations, acknowledged }) => `${editor}: ${acknowledged} of ${operations.length}`)
  }

  /** What all editors were told so far; what they did meanwhile goes on being written into the same lists. */
  promises(): Ledger[] {
    return [...this.ledgers.values()].map((ledger) => ({ ...ledger }))
  }

  /** One of them closes the page for good, whatever is under way; somebody new comes in his place. */
  replaceOne(random: () => number): void {
    const all = [...this.#places.values()]
    const chosen = all[Math.floor(random() * all.length)]
    if (chosen === undefined) return
    const { place: left, crowd } = chosen
    const place = { ...left, name: `e${++this.#came}` }
    this.#places.delete(left.name)
    this.#places.set(place.name, { place, crowd })
    send(crowd, { kind: 'replace', leaver: left.name, place })
  }

  rest(): void {
    for (const crowd of this.#crowds) send(crowd, { kind: 'rest' })
  }

  /** How all are; afterwards everything that they had done by now is in the ledgers. */
  async report(): Promise<EditorState[]> {
    const reports = this.#crowds.map((crowd) => {
      const id = ++this.#asked
      const { promise, resolve } = Promise.withResolvers<readonly EditorState[]>()
      this.#answers.set(id, resolve)
      send(crowd, { kind: 'report', id })
      return promise
    })
    return (await Promise.all(reports)).flat()
  }

  async close(): Promise<void> {
    this.#isOver = true
    await Promise.all(
      this.#crowds.map(async (crowd) => {
        if (crowd.exitCode !== null) return
        const ended = once(crowd, 'exit')
        crowd.disconnect()
        await ended
      }),
    )
  }

  #receive(message: FromCrowd): void {
    switch (message.kind) {
      case 'progress':
        return this.#write(message)
      case 'back':
        return void this.returns.push(message.ms)
      case 'problem':
        return void this.problems.push(message.text)
      case 'report':
        this.#answers.get(message.id)?.(message.states)
        this.#answers.delete(message.id)
    }
  }

  #write({ editor, projectId, operations, acknowledgements }: Extract<FromCrowd, { kind: 'progress' }>): void {
    const ledger = this.ledgers.get(editor) ?? { editor, projectId, operations: [], acknowledged: 0 }
    this.ledgers.set(editor, ledger)
    for (const operation of operations) ledger.operations.push(operation)
    for (const [upTo, at] of acknowledgements) {
      // The n-th operation is the n-th of the list.
      for (const operation of ledger.operations.slice(ledger.acknowledged, upTo)) this.latencies.push(at - operation.at)
      ledger.acknowledged = upTo
    }
  }
}

function send(crowd: ChildProcess, message: ToCrowd): void {
  if (crowd.connected) crowd.send(message)
}
