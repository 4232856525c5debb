import type { Request } from './messages.ts'
import type { Thread } from './thread.ts'

/** Transactions that wait for each other are made durable together: at most so many, begun within so many milliseconds. */
const TOGETHER = 64
const TOGETHER_MS = 5

/** Transactions that are made durable by one commit, since that costs most: all of them, or none. */
export interface Group {
  size: number
  since: number
  /** Whether SQLite knows of it, and of the part that is under way: it is told with the first statement of each. */
  isBegun: boolean
  isPartBegun: boolean
  /** What the end of the last part leaves to be said with the next statement: a message less. */
  next: string
  /** Settles when it is known whether they are durable. */
  committed: PromiseWithResolvers<void>
}

/** One transaction of SQLite after the other, in which several of ours have each a savepoint. */
export function createCommits(thread: Pick<Thread, 'ask'>) {
  let open: Group | null = null

  const say = (sql: string): Promise<void> => thread.ask({ op: 'exec', sql })

  async function commit(group: Group): Promise<void> {
    try {
      if (group.isBegun) await say(`${group.next}COMMIT`)
      open = null
      group.committed.resolve()
    } catch (error) {
      await fail(group, error)
    }
  }

  async function fail(group: Group, reason: unknown): Promise<void> {
    if (open !== group) return
    open = null
    // Perhaps all that belonged to it have failed already, and nobody waits.
    group.committed.promise.catch(() => undefined)
    group.committed.reject(reason)
    // Where SQLite has rolled back by itself there is nothing left to undo, and this is refused.
    await say('ROLLBACK').catch(() => undefined)
  }

  async function begin(group: Group): Promise<void> {
    if (group.isPartBegun) return
    const sql = group.isBegun ? `${group.next}SAVEPOINT part` : 'BEGIN IMMEDIATE; SAVEPOINT part'
    Object.assign(group, { isBegun: true, isPartBegun: true, next: '' })
    await thread.ask({ op: 'exec', sql }, 'begin').catch((error: unknown) => fail(group, error))
  }

  return {
    begin,

    /** For the part that is under way, which begins with it at the latest: both go over in one message. */
    ask<T>(request: Request, group: Group): Promise<T> {
      void begin(group)
      return thread.ask<T>(request, 'within')
    },

    /** A part of the group that is under way, or of a new one; with `anew` always of a new one. */
    async enter({ anew }: { anew: boolean }): Promise<Group> {
      if (open && anew) await commit(open)
      open ??= {
        size: 0,
        since: performance.now(),
        isBegun: false,
        isPartBegun: false,
        next: '',
        committed: Promise.withResolvers(),
      }
      open.size++
      open.isPartBegun = false
      return open
    },

    /** The part has done its work. */
    keep(group: Group): void {
      if (group.isPartBegun) group.next = 'RELEASE part; '
    },

    /** The part has not, for this reason. */
    async undo(group: Group, reason: unknown): Promise<void> {
      if (!group.isPartBegun || open !== group) return
      // An error of the disk may have undone the whole group already.
      await say('ROLLBACK TO part; RELEASE part').catch(() => fail(group, reason))
    },

    /** After each part; the group goes on while others wait, for a while. */
    async leave(group: Group, { othersWait }: { othersWait: boolean }): Promise<void> {
      const goesOn = othersWait && group.size < TOGETHER && performance.now() - group.since < TOGETHER_MS
      if (open === group && !goesOn) await commit(group)
    },
  }
}
