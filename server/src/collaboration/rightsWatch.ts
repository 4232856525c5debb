import { can } from '@axiom/shared/access/roles'
import type { Logger } from 'pino'

import type { Bus } from '../platform/bus/bus.ts'
import type { CollaborationDeps } from './collaboration.ts'
import type { EditorSockets } from './editorSockets.ts'
import type { RightsTimes } from './fanOut/fanOut.ts'

const TOPIC = 'rights-again'
/** Look-ups under way at a time: this is never urgent enough to be in anybody's way. */
const AT_ONCE = 4

const TIMES: RightsTimes = { whileDownMs: 10_000, alwaysMs: 60_000, spreadMs: 1_000 }

export interface RightsWatchDeps extends Pick<CollaborationDeps, 'roleOf' | 'isSessionLive'> {
  bus: Bus
  sockets: EditorSockets
  log: Logger
  times?: RightsTimes | undefined
}

/**
 * Changed rights and ended sessions come by the bus, which may lose them [C13]. So the store is asked about everybody who is here while
 * the bus is down, when it is back at any replica, and now and then in any case.
 */
export class RightsWatch {
  readonly #deps: RightsWatchDeps
  readonly #times: RightsTimes
  #timer: NodeJS.Timeout
  #judging: Promise<void> | null = null
  #judgedAt = performance.now()
  #stopped = false

  constructor(deps: RightsWatchDeps) {
    this.#deps = deps
    this.#times = deps.times ?? TIMES
    const { bus } = deps
    void bus.subscribe(TOPIC, this.#soon)
    bus.onRestored(() => {
      // What we could not tell is unknown to all the others, whose own line was never down.
      bus.publish(TOPIC, new Uint8Array())
      this.#soon()
    })
    this.#timer = this.#later()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#deps.bus.unsubscribe(TOPIC, this.#soon)
  }

  readonly #soon = (): void => {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#round(true), Math.random() * this.#times.spreadMs).unref()
  }

  #later(): NodeJS.Timeout {
    return setTimeout(() => void this.#round(false), this.#times.whileDownMs * (0.5 + Math.random())).unref()
  }

  /** One look at whether it is time. */
  async #round(isDue: boolean): Promise<void> {
    const waited = performance.now() - this.#judgedAt
    if (isDue || !this.#deps.bus.isUp || waited >= this.#times.alwaysMs) {
      this.#judging ??= this.#judge().finally(() => (this.#judging = null))
      await this.#judging
    }
    clearTimeout(this.#timer)
    if (!this.#stopped) this.#timer = this.#later()
  }

  /** Each session, and each person in each project, once. */
  async #judge(): Promise<void> {
    this.#judgedAt = performance.now()
    const sessions = new Set<string>()
    const people = new Map<string, { userId: string; projectId: string }>()
    for (const { user, projectId } of this.#deps.sockets.signedIn()) {
      sessions.add(user.sessionId)
      people.set(`${projectId}/${user.userId}`, { userId: user.userId, projectId })
    }
    const questions = [
      ...[...sessions].map((sessionId) => () => this.#judgeSession(sessionId)),
      ...[...people.values()].map((person) => () => this.#judgePerson(person)),
    ].values()
    // They share one iterator: each takes the next question when it is done with the last.
    const askers = Array.from({ length: AT_ONCE }, async () => {
      for (const ask of questions) await ask()
    })
    try {
      await Promise.all(askers)
    } catch (error) {
      // Nobody is put out because the store is away; the next round asks again.
      this.#deps.log.warn({ err: error }, 'the rights of open sockets could not be judged again')
    }
  }

  async #judgeSession(sessionId: string): Promise<void> {
    if (!(await this.#deps.isSessionLive(sessionId))) this.#deps.sockets.closeMatching({ sessionId })
  }

  async #judgePerson({ userId, projectId }: { userId: string; projectId: string }): Promise<void> {
    const role = await this.#deps.roleOf(userId, projectId)
    const readOnly = role === null ? null : !can(role, 'document.write')
    this.#deps.sockets.closeWhoHasNot({ userId, projectId }, readOnly)
  }
}
