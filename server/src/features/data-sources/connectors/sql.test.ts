import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { SourceConfig, type SourceType } from '@axiom/shared/contracts/dataSources'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import {
  findMariadb,
  findPostgres,
  startMariadb,
  startPostgres,
  type TestDatabase,
} from '../../../../test/startDatabase.ts'
import { parseAllowList } from '../../../platform/outbound/allowList.ts'
import { connectSource } from './connect.ts'
import { LIMITS, type Connector, type RunLimits } from './connector.ts'

interface Options {
  readOnly?: boolean
  limits?: Partial<RunLimits>
}

/** What the contract needs of each kind of database. */
interface Subject {
  connect(options?: Options): Promise<Connector>
  /** An expression that takes about so many seconds. */
  slow: string
  /** Writing is only possible on servers. */
  writes: boolean
  close(): Promise<void>
}

const TABLE = `create table orders (id integer primary key, customer varchar(40) not null, total decimal(20, 4), placed date)`
const ROWS = [
  `insert into orders values (1, 'Ada', 12.5, '2026-11-01')`,
  `insert into orders values (2, 'Bob''s "Café"', 12345678901234.5678, null)`,
  `insert into orders values (3, 'x''; drop table orders; --', 3, '2026-11-03')`,
]
const SEEDED = [TABLE, ...ROWS, 'create view big_orders as select * from orders where total > 10']

async function onServer(type: SourceType, start: () => Promise<TestDatabase>, slow: string): Promise<Subject> {
  const server = await start()
  const { host, port, user, password, database } = server
  const connect = ({ readOnly = true, limits }: Options = {}): Promise<Connector> =>
    connectSource({
      config: SourceConfig.parse({ type, host, port, user, database }),
      secret: password,
      readOnly,
      policy: { allow: parseAllowList([`127.0.0.1:${port}`]) },
      limits: { ...LIMITS, ...limits },
      file: null,
    })
  const writer = await connect({ readOnly: false })
  for (const statement of SEEDED) await writer.run(statement, {})
  await writer.close()
  return { connect, slow, writes: true, close: () => server.close() }
}

async function onFile(): Promise<Subject> {
  const dir = await mkdtemp(join(tmpdir(), 'axiom-rows-'))
  const file = join(dir, 'shop.sqlite')
  const db = new DatabaseSync(file)
  for (const statement of SEEDED) db.exec(statement)
  db.close()
  return {
    connect: ({ readOnly = true, limits } = {}) =>
      connectSource({
        config: { type: 'sqlite' },
        secret: null,
        readOnly,
        policy: { allow: parseAllowList([]) },
        limits: { ...LIMITS, ...limits },
        file,
      }),
    slow: '(with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n)',
    writes: false,
    close: () => rm(dir, { recursive: true, force: true }),
  }
}

const SUBJECTS: Record<string, (() => Promise<Subject>) | undefined> = {
  SQLite: onFile,
  PostgreSQL: findPostgres() === undefined ? undefined : () => onServer('postgresql', startPostgres, 'pg_sleep(60)'),
  MariaDB: findMariadb() === undefined ? undefined : () => onServer('mysql', startMariadb, 'sleep(60)'),
}

for (const [name, open] of Object.entries(SUBJECTS)) {
  if (!open) {
    // In one line what does not run here; a complete run installs it (scripts/test.mjs).
    console.log(`${name} is not installed: its data source is not tested.`)
    continue
  }
  describe(`queries on ${name}`, () => {
    let subject: Subject
    let source: Connector
    beforeAll(async () => {
      subject = await open()
      source = await subject.connect()
    }, 60_000)
    afterAll(async () => {
      await source.close()
      await subject.close()
    })

    it('answers rows in columns, numbers as numbers where nothing is lost', async () => {
      const { data, columns, truncated, changed } = await source.run('select * from orders order by id', {})
      expect(columns).toEqual(['id', 'customer', 'total', 'placed'])
      expect([truncated, changed]).toEqual([false, null])
      expect(data).toMatchObject([
        { id: 1, customer: 'Ada', total: 12.5, placed: '2026-11-01' },
        { id: 2, customer: `Bob's "Café"`, placed: null },
        { id: 3, customer: `x'; drop table orders; --`, total: 3 },
      ])
      const [, second] = data as { total: unknown }[]
      if (subject.writes) expect(second?.total).toBe('12345678901234.5678')
    })

    it('binds parameters and never pastes them', async () => {
      for (const customer of ['Ada', `Bob's "Café"`, `x'; drop table orders; --`]) {
        const { data } = await source.run('select customer from orders where customer = {{customer}}', { customer })
        expect(data).toEqual([{ customer }])
      }
      for (const attack of [`' or '1'='1`, `" or ""="`, `\\' or 1=1 -- `, '1 or 1=1', '{{customer}}', '$1', '?', '\0'])
        // PostgreSQL takes no zero in a text and says so.
        await source.run('select customer from orders where customer = {{customer}}', { customer: attack }).then(
          ({ data }) => expect(data).toEqual([]),
          (error: unknown) => expect([attack, error]).toMatchObject(['\0', { code: 'query_failed' }]),
        )
      expect((await source.run('select count(*) as n from orders', {})).data).toEqual([{ n: 3 }])
    })

    it('binds each kind of value, also lists and none', async () => {
      const one = async (sql: string, values: Parameters<Connector['run']>[1]) => (await source.run(sql, values)).data
      expect(await one('select id from orders where id in ({{ids}}) order by id', { ids: [1, 3] })).toEqual([
        { id: 1 },
        { id: 3 },
      ])
      expect(await one('select id from orders where id in ({{ids}})', { ids: [] })).toEqual([])
      expect(await one('select id from orders where total < {{most}} and id > {{id}}', { most: 12.75, id: 1 })).toEqual(
        [{ id: 3 }],
      )
      expect(await one('select id from orders where placed = {{day}}', { day: '2026-11-03' })).toEqual([{ id: 3 }])
      expect(await one('select id from orders where placed = {{day}}', { day: null })).toEqual([])
    })

    it('gives two columns of one name different ones', async () => {
      const { columns } = await source.run('select id, id from orders where id = 1', {})
      expect(columns).toEqual(['id', 'id_2'])
    })

    it('takes one statement, and none that writes', async () => {
      for (const sql of [
        'delete from orders',
        'drop table orders',
        'with gone as (select 1) delete from orders',
        'select 1; delete from orders',
        'commit; delete from orders',
        'commit',
        'begin',
        'set transaction read write',
        'update orders set total = 0',
        'create table more (id integer)',
        "attach database '/etc/passwd' as other",
        'pragma writable_schema = 1',
        "select load_extension('evil')",
        "select customer from orders into outfile '/tmp/axiom-outfile'",
        "copy orders to '/tmp/axiom-copy'",
      ])
        await expect(source.run(sql, {}), sql).rejects.toMatchObject({ code: 'query_failed' })
      expect((await source.run('select count(*) as n, min(total) as least from orders', {})).data).toMatchObject([
        { n: 3, least: 3 },
      ])
    })

    it('says what is wrong with a query, without running it', async () => {
      expect(await source.check('select id from orders where id = {{id}}', { id: null })).toEqual([])
      for (const sql of ['selec id', 'select nothing_such from orders', 'select * from nowhere', 'delete from orders'])
        expect(await source.check(sql, {}), sql).toMatchObject([
          { path: 'request', message: expect.any(String) as string },
        ])
      await expect(source.run('select nothing_such from orders', {})).rejects.toMatchObject({
        code: 'query_failed',
        message: expect.stringContaining('nothing_such') as string,
      })
    })

    it('tells its tables and views', async () => {
      const tables = await source.schema()
      expect(tables.map(({ name: table, kind }) => [table, kind]).sort()).toEqual([
        ['big_orders', 'view'],
        ['orders', 'table'],
      ])
      expect(
        tables.find((table) => table.name === 'orders')?.fields.map((field) => [field.name, field.required]),
      ).toMatchObject([
        ['id', expect.any(Boolean)],
        ['customer', true],
        ['total', false],
        ['placed', false],
      ])
    })

    it('stops after as many rows and bytes as one may have', async () => {
      const few = await subject.connect({ limits: { maxRows: 2 } })
      const { data, truncated } = await few.run('select id from orders order by id', {})
      expect([data, truncated]).toEqual([[{ id: 1 }, { id: 2 }], true])
      expect((await few.run('select id from orders where id < 3', {})).truncated).toBe(false)
      await few.close()
      const small = await subject.connect({ limits: { maxBytes: 60 } })
      expect((await small.run('select * from orders order by id', {})).truncated).toBe(true)
      const many =
        'select a.id from orders a, orders b, orders c, orders d, orders e, orders f, orders g, orders h, orders i, orders j, orders k'
      expect((await small.run(many, {})).truncated).toBe(true)
      await small.close()
    })

    it('ends a query that takes too long, and goes on', async () => {
      const hasty = await subject.connect({ limits: { timeoutMs: 300 } })
      await expect(hasty.run(`select ${subject.slow}`, {})).rejects.toMatchObject({ code: 'outbound_timeout' })
      expect((await hasty.run('select id from orders where id = 1', {})).data).toEqual([{ id: 1 }])
      await hasty.close()
    })

    it('writes only where that is allowed; what one query sets is not there for the next', async () => {
      const writer = await subject.connect({ readOnly: false })
      const write = writer.run(`insert into orders (id, customer) values ({{id}}, {{customer}})`, {
        id: 9,
        customer: 'Eve',
      })
      if (!subject.writes) await expect(write).rejects.toMatchObject({ code: 'query_failed' })
      else {
        expect(await write).toMatchObject({ changed: 1 })
        expect((await source.run('select customer from orders where id = 9', {})).data).toEqual([{ customer: 'Eve' }])
        await expect(writer.run('delete from orders where id = 9; delete from orders', {})).rejects.toMatchObject({
          code: 'query_failed',
        })
        expect(await writer.run('delete from orders where id = 9', {})).toMatchObject({ changed: 1 })
      }
      await writer.close()
    })
  })
}
