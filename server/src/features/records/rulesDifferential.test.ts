import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { AppError } from '@axiom/shared/errors'
import { type CompiledContract, compileModels } from '@axiom/shared/model/compile'
import { seenBy } from '@axiom/shared/model/seenBy'
import { storeRule } from '@axiom/shared/rules/ruleText'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { noCache } from '../../platform/cache/cache.ts'
import { openDb } from '../../platform/db/openDb.ts'
import type { Db } from '../../platform/db/port.ts'
import { testStores } from '../../platform/db/test/testDatabase.ts'
import { aggregate } from './aggregate.ts'
import { createExpander } from './expand.ts'
import { listRecords } from './list.ts'
import { scopeOf } from './policy.ts'
import type { RecordJson } from './present.ts'
import { parseList } from './query/parseList.ts'
import { presentRecords } from './sight.ts'
import { createRecordStore, type RecordStore } from './store.ts'
import { rowsOf, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'
import * as any from './test/randomRules.ts'

const unexpected = (error: unknown): never => {
  throw error
}

/** Another number of runs, or another seed, from the environment. */
const RUNS = Number(process.env['RULES_RUNS'] ?? 150)
const SEED = process.env['RULES_SEED']

let folder: string
let home: Pick<Target, 'project' | 'env'>
let db: Db
let store: RecordStore

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axiom-rules-'))
  db = await openDb(testStores(folder))
  home = { project: { id: 'p', slug: 'p', name: 'P', placement: db.name }, env: 'live' }
  store = await createRecordStore({ db, now: Date.now, cache: noCache, onIndexFailure: unexpected })
})
afterAll(async () => {
  await db.close()
  await rm(folder, { recursive: true, force: true })
})

async function fill(modelId: string, rows: readonly any.Row[]): Promise<void> {
  const place = rowsOf(home, { id: modelId })
  await db.collection(place.collection).deleteMany({})
  const records = rows.map(({ id, createdBy, values }): StoredRecord => {
    return { _id: id, v: 1, createdAt: any.TIME, updatedAt: any.TIME, createdBy, f: values }
  })
  if (records.length > 0) await store.transaction((session) => store.insert(place, records, session))
}

/** With a condition for its lists, and one for reading a field of it. */
function compile(world: any.World): CompiledContract {
  const [items, parents] = any.modelsOf(world)
  const plain = compileModels([items, parents]).models.get(items.name)
  if (!plain) throw new Error('The model is gone.')
  const { name, rule } = world.veiled
  const when = { read: storeRule(rule.text, plain) }
  const fields = items.fields.map((field) => (field.name === name ? { ...field, access: { when } } : field))
  return compileModels([{ ...items, fields, conditions: { list: storeRule(world.rule.text, plain) } }, parents])
}

function targetFor(contract: CompiledContract, world: any.World): Target {
  const place = {
    ...home,
    caller: { signedIn: true, role: null, appRoles: [], claims: world.claims },
    actorId: world.actorId,
    presentFile: () => {
      throw new Error('There are no files here.')
    },
    now: any.NOW,
  }
  const compiled = seenBy(contract, place.caller).models.get(any.ITEMS)
  const scope = compiled && scopeOf(place, compiled, 'list')
  if (!scope) throw new Error('Everybody may list.')
  const refuse = (): never => {
    throw new Error('Nothing is written here.')
  }
  const { partly } = compiled
  return { ...place, compiled, scope, partly, unguarded: [], validators: { create: refuse, patch: refuse } }
}

/** Every page behind the first, by cursor. */
async function pages(at: Target, params: Record<string, string>): Promise<{ rows: RecordJson[]; count: unknown }> {
  const expander = createExpander({ store, people: () => Promise.resolve([]) })
  const rows: RecordJson[] = []
  let count: unknown
  for (let cursor = ''; ;) {
    const query = parseList(at.compiled, { ...params, count: 'exact', ...(cursor === '' ? {} : { cursor }) })
    const { data, meta } = await listRecords({ store, hot: store, expander }, at, query)
    rows.push(...data)
    count = meta.count
    if (meta.nextCursor === null) return { rows, count }
    cursor = meta.nextCursor
  }
}

it(
  'lists, pages, counts and sums exactly what an independent evaluator says, under random rules',
  { timeout: 600_000 },
  async () => {
    const property = fc.asyncProperty(any.world, async (world) => {
      const { rule, filter, veiled } = world
      await fill(any.ITEMS, world.items)
      await fill(any.PARENTS, world.parents)
      const at = targetFor(compile(world), world)
      const mayKnow = (row: any.Row): boolean =>
        (world.own ? row.createdBy === world.actorId : true) && rule.holds(any.sightOf(world, row)) === true
      const open = world.items.filter(mayKnow)
      const wanted = open.filter((row) => filter.holds(any.sightOf(world, row)) === true)

      const sorted = wanted.toSorted(any.comparing(world)).map(({ id }) => id)
      const params = { filter: JSON.stringify(filter.json), sort: world.sort.text, limit: String(world.limit) }
      const listed = await pages(at, params)
      expect([listed.rows.map(({ id }) => id), listed.count], rule.text).toEqual([sorted, sorted.length])

      const showing = wanted.filter((row) => veiled.rule.holds(any.sightOf(world, row)) === true).map(({ id }) => id)
      const shown = listed.rows.filter((row) => veiled.name in row).map(({ id }) => id)
      expect(shown.sort(), veiled.rule.text).toEqual(showing.sort())
      const found = await pages(at, { search: world.search, limit: '4' })
      const findable = open.filter((row) => any.isFound(world, row)).map(({ id }) => id)
      expect(found.rows.map(({ id }) => id).sort(), veiled.rule.text).toEqual(findable.sort())
      expect(() => parseList(at.compiled, { sort: veiled.name })).toThrow(AppError)
      for (const params of [{ groupBy: veiled.name }, { countDistinct: veiled.name }])
        await expect(aggregate({ store, hot: store }, at, params)).rejects.toThrow(AppError)

      for (const { id } of world.items) {
        const found = await store.find(rowsOf(home, { id: any.ITEMS }), id, { filter: at.scope.filter })
        expect([id, found !== null], rule.text).toEqual([id, open.some((row) => row.id === id)])
      }
      const { field, groupBy } = world.sums
      const rows = await aggregate({ store, hot: store }, at, { groupBy, sum: field, filter: params.filter })
      const told = rows.map((row) => [
        row.group[groupBy] ?? null,
        row.count,
        (row as { sum?: Record<string, unknown> }).sum?.[field],
      ])
      expect(told.sort(any.byText), rule.text).toEqual(any.sumsOf(world, wanted).sort(any.byText))
    })
    await fc.assert(property, { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) })
  },
)

it('shows nothing of a record by what it became after it was read', async () => {
  const items = any.modelOf(any.ITEMS, ['integer', 'text'], 'f')
  const when = { read: 'record.#fx0 = 1' }
  const fields = items.fields.map((field) => (field.name === 'f1' ? { ...field, access: { when } } : field))
  const caller = { signedIn: true, role: null }
  const compiled = seenBy(compileModels([{ ...items, fields }]), caller).models.get(any.ITEMS)
  if (!compiled) throw new Error('The model is gone.')
  await fill(any.ITEMS, [{ id: 'a', createdBy: null, values: { fx0: 0, fx1: 'before' } }])
  const rows = rowsOf(home, { id: any.ITEMS })
  const read = await store.findMany(rows, ['a'])
  const next = read.map((record): StoredRecord => ({ ...record, v: 2, f: { fx0: 1, fx1: 'after' } }))
  await store.transaction(async (session) => {
    for (const record of next) await store.replace(rows, record, 1, session)
  })
  const at = { ...home, caller, actorId: null, now: any.NOW, compiled, presentFile: () => unexpected(null) }
  expect(await presentRecords(store, at, read)).toEqual([expect.not.objectContaining({ f1: expect.anything() })])
  expect(await presentRecords(store, at, next)).toEqual([expect.objectContaining({ f1: 'after' })])
})
