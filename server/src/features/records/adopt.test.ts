import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Row as DocumentRow } from '@axiom/shared/document/projectDoc'
import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { createTestServer } from '../../../test/createTestServer.ts'
import { openDb } from '../../platform/db/openDb.ts'
import { testStores } from '../../platform/db/test/testDatabase.ts'

type List = { data: { customer: string }[] }

const ORDER = { product: 'Lavender', quantity: 1 }

it('rows that an earlier version stored under their model alone come to its project, unless two have it, be one deleted', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'axiom-adopt-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const first = await createTestServer({ dataDir })
  const owner = await first.register('Owner')
  const make = async (name: string): Promise<{ id: string; modelId: string; customer: string }> => {
    const { id } = (await owner.call<{ id: string }>('POST', '/api/projects', { name, template: 'orders' })).body
    return first.edit(id, ({ roots }) => {
      const customer = [...roots.fields].find(([, row]) => row.get('name') === 'customer')?.[0] ?? ''
      return { id, modelId: [...roots.models.keys()][0] ?? '', customer }
    })
  }
  const [shop, twin, other, gone] = [await make('Shop'), await make('Twin'), await make('Other'), await make('Gone')]
  await first.edit(other.id, ({ roots }) => {
    for (const [name, { modelId }] of Object.entries({ mine: twin, too: gone })) {
      const claim: DocumentRow = new Y.Map<unknown>([['name', name]])
      roots.models.set(modelId, claim)
    }
  })
  expect((await owner.call('DELETE', `/api/projects/${gone.id}`)).status).toBe(204)
  await first.close()

  const db = await openDb(testStores(dataDir))
  const old = (modelId: string) => db.collection(`r_${modelId}_draft`)
  const time = new Date(0).toISOString()
  const rows = Array.from({ length: 1_200 }, (_, i) => {
    const f = { [shop.customer]: `Customer ${i}` }
    return { _id: `row${i}`, v: 1, createdAt: time, updatedAt: time, createdBy: null, f }
  })
  for (const { modelId } of [shop, twin, gone]) await old(modelId).insertMany(rows)

  // Processes on MongoDB start at the same time.
  const processes = db.name === 'main' ? 1 : 2
  const servers = await Promise.all(Array.from({ length: processes }, () => createTestServer({ dataDir })))
  const [second = first] = servers
  const again = await second.signInAgain(owner)
  const list = async (id: string) => (await again.call<List>('GET', `/api/dynamic/${id}/orders?sort=id&limit=3`)).body
  expect((await list(shop.id)).data.map(({ customer }) => customer)).toEqual([
    'Customer 0',
    'Customer 1',
    'Customer 10',
  ])
  expect((await again.call('POST', `/api/dynamic/${shop.id}/orders`, { ...ORDER, customer: 'New' })).status).toBe(201)
  const count = await again.call<{ meta: { count: number } }>(
    'GET',
    `/api/dynamic/${shop.id}/orders?limit=1&count=exact`,
  )
  expect(count.body.meta.count).toBe(1_201)
  expect((await list(twin.id)).data).toEqual([])
  // A project that was deleted is one all the same.
  for (const { modelId } of [twin, gone]) expect(await old(modelId).countDocuments({})).toBe(1_200)
  expect(await db.listCollections(`r_${shop.modelId}_`)).toEqual([])
  await Promise.all([...servers.map((server) => server.close()), db.close()])
})
