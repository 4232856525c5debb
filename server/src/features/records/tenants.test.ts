import type { Row } from '@axiom/shared/document/projectDoc'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let owner: Client
let thief: Client

beforeAll(async () => {
  server = await createTestServer()
  ;[owner, thief] = [await server.register('Owner'), await server.register('Thief')]
})
afterAll(() => server.close())

const make = async (client: Client, template: string): Promise<string> =>
  (await client.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template })).body.id

type Rows = { data: Record<string, unknown>[] }

it('a model that somebody gives the id of another project’s has rows of its own: editors choose ids of models', async () => {
  const [shop, den] = [await make(owner, 'orders'), await make(thief, 'blank')]
  const order = { customer: 'Ada', product: 'Lavender', quantity: 1 }
  expect((await owner.call('POST', `/api/dynamic/${shop}/orders`, order)).status).toBe(201)
  const [modelId, fieldId] = await server.edit(shop, ({ roots: { models, fields } }) => [
    [...models.keys()][0] ?? '',
    [...fields].find(([, row]) => row.get('name') === 'customer')?.[0] ?? '',
  ])
  const copy = (root: 'models' | 'fields', id: string): Promise<void> =>
    server
      .edit(shop, (doc) => Object.entries(doc.roots[root].get(id)?.toJSON() ?? {}))
      .then((entries) =>
        server.edit(den, (doc) => {
          const row: Row = new Y.Map<unknown>(entries)
          doc.roots[root].set(id, row)
        }),
      )
  await copy('models', modelId)
  await copy('fields', fieldId)
  const path = `/api/dynamic/${den}/orders`
  expect((await thief.call<Rows>('GET', path)).body.data).toEqual([])
  expect((await thief.call('POST', path, { customer: 'Mallory' })).status).toBe(201)
  const { data } = (await owner.call<Rows>('GET', `/api/dynamic/${shop}/orders`)).body
  expect(data.map((row) => row['customer'])).toEqual(['Ada'])
})
