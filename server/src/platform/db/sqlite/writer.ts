import { newId } from '@axiom/shared/ids'

import type { Session, TransactionOrder } from '../port.ts'
import { createCommits, type Group } from './commits.ts'
import type { Request } from './messages.ts'
import type { Thread } from './thread.ts'

/** Milliseconds after which a transaction is rolled back: it holds up every other write. */
const TRANSACTION_LIMIT = 10_000

interface Running extends Session {
  group: Group
  failed: Error | null
}

/** How a transaction went, to be told when that is durable. */
interface Ended<R> {
  outcome: () => R
  committed: Promise<void>
}

/**
 * The one writer thread, shared by single writes and transactions: a transaction has it to itself. Those that wait come into the same
 * commit; nobody is told how his went before that.
 */
export function createWriter(thread: Pick<Thread, 'ask'>) {
  const commits = createCommits(thread)
  let current: Running | null = null
  let queue: Promise<unknown> = Promise.resolve()
  /** Transactions that have not begun, and those whose end is not told yet. */
  let [waiting, open] = [0, 0]

  async function write<T>(request: Request, session?: Session): Promise<T> {
    if (session) {
      if (current?.id !== session.id) throw new Error('The transaction has ended.')
      const running = current
      if (running.failed) throw running.failed
      // The first error ends the transaction, as MongoDB does it.
      return commits.ask<T>(request, running.group).catch((error: Error) => {
        running.failed ??= error
        throw error
      })
    }
    // The thread is first in, first out: without transactions nothing needs to wait here.
    return open === 0 ? thread.ask<T>(request) : inTurn((group) => commits.ask<T>(request, group), {})
  }

  async function inTurn<R>(work: (group: Group) => Promise<R>, order: TransactionOrder): Promise<R> {
    open++
    waiting++
    const turn = queue.then(() => {
      waiting--
      return join(work, order)
    })
    queue = turn.catch(() => undefined)
    try {
      const { outcome, committed } = await turn
      await committed
      return outcome()
    } finally {
      open--
    }
  }

  async function join<R>(work: (group: Group) => Promise<R>, { serial = [] }: TransactionOrder): Promise<Ended<R>> {
    // It may look at what others wrote before by the reader, who sees only what is durable; and no other process may write then.
    const isOrdered = serial.length > 0
    const group = await commits.enter({ anew: isOrdered })
    const committed = group.committed.promise
    try {
      if (isOrdered) await commits.begin(group)
      const result = await work(group)
      commits.keep(group)
      return { outcome: () => result, committed }
    } catch (error) {
      await commits.undo(group, error)
      return { outcome: () => rethrow(error), committed }
    } finally {
      await commits.leave(group, { othersWait: waiting > 0 })
    }
  }

  async function withinLimit<R>(group: Group, work: (session: Session) => Promise<R>): Promise<R> {
    const running: Running = { id: sessionId(), group, failed: null }
    current = running
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        running.failed = new Error(`The transaction took longer than ${TRANSACTION_LIMIT} ms and was rolled back.`)
        reject(running.failed)
      }, TRANSACTION_LIMIT)
    })
    try {
      const result = await Promise.race([work(running), limit])
      if (running.failed) throw running.failed
      return result
    } catch (error) {
      running.failed ??= error instanceof Error ? error : new Error(String(error))
      throw error
    } finally {
      clearTimeout(timer)
      current = null
    }
  }

  return {
    write,
    transaction: <R>(work: (session: Session) => Promise<R>, order: TransactionOrder = {}): Promise<R> =>
      inTurn((group) => withinLimit(group, work), order),
  }
}

export type Writer = ReturnType<typeof createWriter>

function rethrow(error: unknown): never {
  throw error
}

let sessions = 0
function sessionId(): number {
  return ++sessions
}

/** Ids for upserted documents whose filter names none. */
export const newDocumentId = (): string => newId(16)
