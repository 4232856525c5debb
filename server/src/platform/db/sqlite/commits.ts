/** Transactions that wait for each other are made durable together: at most so many, begun within so many milliseconds. */
const TOGETHER = 64
const TOGETHER_MS = 5

/** Transactions that are made durable by one commit, since that costs most: all of them, or none. */
export interface Group {
  size: number
  since: number
  /** What the end of the last one leaves to be said with the next statement: a message less. */
  next: string
  /** Settles when it is known whether they are durable. */
  committed: PromiseWithResolvers<void>
}

/** One transaction of SQLite after the other, in which several of ours have each a savepoint. `say` runs statements. */
export function createCommits(say: (sql: string) => Promise<void>) {
  let open: Group | null = null

  async function commit(group: Group): Promise<void> {
    try {
      await say(`${group.next}COMMIT`)
      open = null
      group.committed.resolve()
    } catch (error) {
      await fail(group, error)
    }
  }

  async function fail(group: Group, reason: unknown): Promise<void> {
    open = null
    // Perhaps all that belonged to it have failed already, and nobody waits.
    group.committed.promise.catch(() => undefined)
    group.committed.reject(reason)
    // Where SQLite has rolled back by itself there is nothing left to undo, and this is refused.
    await say('ROLLBACK').catch(() => undefined)
  }

  return {
    /** Begins a part of the group that is under way, or of a new one; with `anew` always of a new one. */
    async enter({ anew }: { anew: boolean }): Promise<Group> {
      if (open && anew) await commit(open)
      const group = open
      if (group === null) {
        await say('BEGIN IMMEDIATE; SAVEPOINT part')
        return (open = { size: 1, since: performance.now(), next: '', committed: Promise.withResolvers() })
      }
      group.size++
      try {
        await say(`${group.next}SAVEPOINT part`)
        return group
      } catch (error) {
        await fail(group, error)
        throw error
      }
    },

    /** The part has done its work. */
    keep(group: Group): void {
      group.next = 'RELEASE part; '
    },

    /** The part has not, for this reason. */
    async undo(group: Group, reason: unknown): Promise<void> {
      group.next = ''
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
