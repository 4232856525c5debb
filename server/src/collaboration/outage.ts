import type { OutageMessage } from '@axiom/shared/protocol/outage'
import type { Logger } from 'pino'

import type { EditorSocket } from './editorSocket.ts'
import type { EditorSockets } from './editorSockets.ts'
import { LogBreaker } from './logBreaker.ts'
import type { CollaborationMetrics } from './metrics.ts'

/** Often enough that nobody takes the line for dead (ms): a client that hears nothing for 30 s asks, and its question waits too. */
const REPEAT_MS = 10_000

export interface OutageDeps {
  sockets: EditorSockets
  metrics: CollaborationMetrics
  log: Logger
  patienceMs?: number | undefined
}

/** Tells everybody when nothing can be saved, as long as that lasts, and when it is over [C9]. */
export class Outage {
  readonly breaker: LogBreaker
  readonly #deps: OutageDeps
  #repeat: NodeJS.Timeout | undefined

  constructor(deps: OutageDeps) {
    this.#deps = deps
    this.breaker = new LogBreaker({
      patienceMs: deps.patienceMs,
      onChange: (isDown) => this.#changed(isDown),
      onFailure: (error) => deps.log.warn({ err: error }, 'the update log could not store edits; they wait'),
    })
  }

  /** For somebody who has signed in just now. */
  greet(socket: EditorSocket): void {
    if (this.breaker.isDown) socket.tell(message(true))
  }

  stop(): void {
    clearInterval(this.#repeat)
    this.breaker.stop()
  }

  #changed(isDown: boolean): void {
    const { log, metrics, sockets } = this.#deps
    metrics.outage.set(isDown ? 1 : 0)
    if (isDown) log.error('the update log cannot store edits: nothing is acknowledged until it can')
    else log.info('the update log stores edits again')
    clearInterval(this.#repeat)
    sockets.tell(message(isDown))
    if (isDown) this.#repeat = setInterval(() => sockets.tell(message(true)), REPEAT_MS).unref()
  }
}

function message(active: boolean): OutageMessage {
  return { type: 'outage', active }
}
