import { expect, it } from 'vitest'

import type { Part, Request } from './messages.ts'
import type { Thread } from './thread.ts'
import { createWriter } from './writer.ts'

/** A thread that notes what it is told, and refuses what it shall. */
function scripted(refuses: (sql: string) => boolean) {
  const said: string[] = []
  let isUnbegun = false
  const thread: Pick<Thread, 'ask'> = {
    async ask<T>(request: Request, part?: Part): Promise<T> {
      const sql = 'sql' in request ? request.sql : request.op
      if (part === 'within' && isUnbegun) throw new Error('not begun')
      said.push(sql)
      const isRefused = refuses(sql)
      if (part === 'begin') isUnbegun = isRefused
      if (isRefused) throw new Error(`refused: ${sql}`)
      return undefined as T
    },
  }
  return { writer: createWriter(thread), said }
}

const write = (writer: ReturnType<typeof createWriter>, sql: string): Promise<void> =>
  writer.transaction((session) => writer.write<void>({ op: 'exec', sql }, session))

it('[C4] transactions that wait share a commit', async () => {
  const { writer, said } = scripted(() => false)
  await Promise.all(['one', 'two', 'three'].map((sql) => write(writer, sql)))
  expect(said).toEqual([
    'BEGIN IMMEDIATE; SAVEPOINT part',
    'one',
    'RELEASE part; SAVEPOINT part',
    'two',
    'RELEASE part; SAVEPOINT part',
    'three',
    'RELEASE part; COMMIT',
  ])
})

it('[C4] when the commit fails all of them have failed, and the next ones begin anew', async () => {
  let isFull = true
  const { writer, said } = scripted((sql) => isFull && sql.endsWith('COMMIT'))
  const ends = await Promise.allSettled(['one', 'two'].map((sql) => write(writer, sql)))
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(said.at(-1)).toBe('ROLLBACK')
  isFull = false
  await write(writer, 'three')
  expect(said.slice(-3)).toEqual(['BEGIN IMMEDIATE; SAVEPOINT part', 'three', 'RELEASE part; COMMIT'])
})

it('[C4] when the disk has undone all of them, those before the one that noticed have failed too', async () => {
  const { writer, said } = scripted((sql) => sql === 'two' || sql.startsWith('ROLLBACK TO'))
  const ends = await Promise.allSettled(['one', 'two', 'three'].map((sql) => write(writer, sql)))
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  expect(ends[0]).toMatchObject({ reason: { message: 'refused: two' } })
  expect(said.slice(-3)).toEqual(['BEGIN IMMEDIATE; SAVEPOINT part', 'three', 'RELEASE part; COMMIT'])
})

it('[C4] when a part cannot begin those before it have failed with it, and the next ones begin anew', async () => {
  const { writer, said } = scripted((sql) => sql === 'RELEASE part; SAVEPOINT part')
  const ends = await Promise.allSettled(['one', 'two', 'three'].map((sql) => write(writer, sql)))
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  expect(said).not.toContain('ROLLBACK TO part; RELEASE part')
  expect(said.filter((sql) => sql === 'ROLLBACK')).toHaveLength(1)
})

it('[C4] a transaction that says nothing is none', async () => {
  const { writer, said } = scripted(() => false)
  await Promise.all([writer.transaction(() => Promise.resolve()), write(writer, 'one')])
  expect(said).toEqual(['BEGIN IMMEDIATE; SAVEPOINT part', 'one', 'RELEASE part; COMMIT'])
})

it('[C4] a transaction with an order begins after what came before is durable', async () => {
  const { writer, said } = scripted(() => false)
  const ordered = (): Promise<void> =>
    writer.transaction((session) => writer.write<void>({ op: 'exec', sql: 'two' }, session), { serial: 'x' })
  await Promise.all([write(writer, 'one'), ordered()])
  expect(said.slice(2, 4)).toEqual(['RELEASE part; COMMIT', 'BEGIN IMMEDIATE; SAVEPOINT part'])
})
