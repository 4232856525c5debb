import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Claim } from '@axiom/shared/access/audience'
import { compileModels, type CompiledModel } from '@axiom/shared/model/compile'
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
import { parseList } from './query/parseList.ts'
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

const HOME = { project: { id: 'p', slug: 'p', name: 'P', placement: null }, env: 'live' as const }

let folder: string
let db: Db
let store: RecordStore

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axiom-rules-'))
  db = await openDb(testStores(folder))
  store = await createRecordStore({ db, now: Date.now, cache: noCache, onIndexFailure: unexpected })
})
afterAll(async () => {
  await db.close()
  await rm(folder, { recursive: true, force: true })
})

async function fill(modelId: string, rows: readonly any.Row[]): Promise<void> {
  const home = rowsOf(HOME, { id: modelId })
  await db.collection(home.collection).deleteMany({})
  const records = rows.map(({ id, createdBy, values }): StoredRecord => {
    return { _id: id, v: 1, createdAt: any.TIME, updatedAt: any.TIME, createdBy, f: values }
  })
  if (records.length > 0) await store.transaction((session) => store.insert(home, records, session))
}

function compile(world: any.World, condition: string): CompiledModel {
  const [items, parents] = any.modelsOf(world)
  const find = (conditions?: { list: string }): CompiledModel => {
    const found = compileModels([{ ...items, ...(conditions ? { conditions } : {}) }, parents]).models.get(items.name)
    if (!found) throw new Error('The model is gone.')
    return found
  }
  return find({ list: storeRule(condition, find()) })
}

function targetFor(compiled: CompiledModel, world: any.World, claims: Record<string, Claim>): Target {
  const place = {
    ...HOME,
    caller: { signedIn: true, role: null, appRoles: [], claims },
    actorId: world.actorId,
    presentFile: () => {
      throw new Error('There are no files here.')
    },
    now: any.NOW,
  }
  const scope = scopeOf(place, compiled, 'list')
  if (!scope) throw new Error('Everybody may list.')
  const refuse = (): never => {
    throw new Error('Nothing is written here.')
  }
  return { ...place, compiled, scope, unguarded: [], validators: { create: refuse, patch: refuse } }
}

/** Every page behind the first, by cursor. */
async function pages(at: Target, params: Record<string, string>): Promise<{ ids: unknown[]; count: unknown }> {
  const expander = createExpander({ store, people: () => Promise.resolve([]) })
  const ids: unknown[] = []
  let count: unknown
  for (let cursor = ''; ;) {
    const query = parseList(at.compiled, { ...params, count: 'exact', ...(cursor === '' ? {} : { cursor }) })
    const { data, meta } = await listRecords({ store, hot: store, expander }, at, query)
    ids.push(...data.map(({ id }) => id))
    count = meta.count
    if (meta.nextCursor === null) return { ids, count }
    cursor = meta.nextCursor
  }
}

it(
  'lists, pages, counts and sums exactly what an independent evaluator says, under random rules',
  { timeout: 600_000 },
  async () => {
    const property = fc.asyncProperty(any.world, async (world) => {
      const { rule, filter } = world
      const compiled = compile(world, rule.text)
      await fill(any.ITEMS, world.items)
      await fill(any.PARENTS, world.parents)
      const at = targetFor(compiled, world, world.claims)
      const mayKnow = (row: any.Row): boolean =>
        (world.own ? row.createdBy === world.actorId : true) && rule.holds(any.sightOf(world, row)) === true
      const open = world.items.filter(mayKnow)
      const wanted = open.filter((row) => filter.holds(any.sightOf(world, row)) === true)

      const sorted = wanted.toSorted(any.comparing(world)).map(({ id }) => id)
      const params = { filter: JSON.stringify(filter.json), sort: world.sort.text, limit: String(world.limit) }
      expect(await pages(at, params), rule.text).toEqual({ ids: sorted, count: sorted.length })

      for (const { id } of world.items) {
        const found = await store.find(rowsOf(HOME, { id: any.ITEMS }), id, { filter: at.scope.filter })
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
