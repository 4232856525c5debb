import { newId } from '@axiom/shared/ids'

import type { Session } from '../port.ts'
import type { Request } from './messages.ts'
import type { Thread } from './thread.ts'

/** Milliseconds after which a transaction is rolled back: it holds up every other write. */
const TRANSACTION_LIMIT = 10_000

interface Running extends Session {
  failed: Error | null
}

/** The one writer thread, shared by single writes and transactions: a transaction has it to itself. */
export function createWriter(thread: Thread) {
  let current: Running | null = null
  let queue: Promise<unknown> = Promise.resolve()
  let transactions = 0

  async function write<T>(request: Request, session?: Session): Promise<T> {
    if (session) {
      if (current?.id !== session.id) throw new Error('The transaction has ended.')
      const running = current
      if (running.failed) throw running.failed
      // The first error ends the transaction, as MongoDB does it.
      return thread.ask<T>(request).catch((error: Error) => {
        running.failed ??= error
        throw error
      })
    }
    // The thread is first in, first out: without transactions nothing needs to wait here.
    if (transactions > 0) await queue
    return transactions > 0 ? write<T>(request) : thread.ask<T>(request)
  }

  async function transaction<R>(work: (session: Session) => Promise<R>): Promise<R> {
    transactions++
    const turn = queue.then(() => runTransaction(work))
    queue = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      transactions--
    }
  }

  async function runTransaction<R>(work: (session: Session) => Promise<R>): Promise<R> {
    const running: Running = { id: sessionId(), failed: null }
    await thread.ask({ op: 'exec', sql: 'BEGIN IMMEDIATE' })
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
      await thread.ask({ op: 'exec', sql: 'COMMIT' })
      return result
    } catch (error) {
      running.failed ??= error instanceof Error ? error : new Error(String(error))
      await thread.ask({ op: 'exec', sql: 'ROLLBACK' })
      throw error
    } finally {
      clearTimeout(timer)
      current = null
    }
  }
  return { write, transaction }
}

export type Writer = ReturnType<typeof createWriter>

let sessions = 0
function sessionId(): number {
  return ++sessions
}

/** Ids for upserted documents whose filter names none. */
export const newDocumentId = (): string => newId(16)
