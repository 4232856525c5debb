import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setFieldRule } from '@axiom/shared/document/operations/setFieldRule'
import { setModelCondition, setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let owner: Client
let stranger: Client
let base: string

/** Enough that an index is made of them. */
const MANY = 2_400
const WORDS = ['amber', 'basalt', 'cobalt', 'dune', 'ember', 'fjord', 'granite']

const rows = Array.from({ length: MANY }, (_, n) => ({
  title: `${WORDS[n % 7] ?? ''} no-${n}`,
  n,
  state: n % 2 === 0 ? 'Polished' : 'Rough cut',
  secret: n % 3 === 0 ? 'hoard' : null,
}))

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  stranger = await server.register('Stranger')
  const made = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'S', template: 'blank' })
  base = `/api/dynamic/${made.body.id}/stones`
  await server.edit(made.body.id, (doc, origin) => {
    const modelId = addModel(doc, { name: 'stones' }, origin)
    addField(doc, { modelId, name: 'title', type: 'text' }, origin)
    addField(doc, { modelId, name: 'n', type: 'integer' }, origin)
    addField(doc, { modelId, name: 'state', type: 'select', options: ['Rough cut', 'Polished'] }, origin)
    const secret = addField(doc, { modelId, name: 'secret', type: 'text' }, origin)
    setFieldRule(doc, { id: secret, access: 'read', audience: 'viewer' }, origin)
    setModelRule(doc, { id: modelId, operation: 'list', audience: 'signedIn' }, origin)
    setModelCondition(doc, { id: modelId, operation: 'list', condition: 'record.n < 1000' }, origin)
  })
  await owner.call('POST', `/api/projects/${made.body.id}/publish`, {})
  for (let at = 0; at < MANY; at += 800) await owner.call('POST', base, rows.slice(at, at + 800))
})
afterAll(() => server.close())

async function count(who: Client, search: string, more = ''): Promise<number> {
  const path = `${base}?count=exact&limit=1&search=${encodeURIComponent(search)}${more}`
  const { status, body } = await who.call<{ meta: { count: number } }>('GET', path)
  expect(status).toBe(200)
  return body.meta.count
}

const SEARCHES = ['AMBER', 'amb', 'mber', 'amber no-7', 'no 2399', 'polished emb', 'rough', 'cut gran', 'hoard', '*']

/** By hand: each word begins a word of what is his to see. */
function expected(search: string, isMember: boolean): number {
  const asked = search.toLowerCase().match(/[a-z0-9]+/g) ?? []
  const open = rows.filter(({ n }) => isMember || n < 1_000)
  return open.filter(({ title, state, secret }) => {
    const words = `${title} ${state} ${isMember ? (secret ?? '') : ''}`.toLowerCase().split(/[^a-z0-9]+/)
    return asked.length > 0 && asked.every((one) => words.some((word) => word.startsWith(one)))
  }).length
}

describe('a search', () => {
  const answers = async (who: Client): Promise<[string, number][]> => {
    const found: [string, number][] = []
    for (const search of SEARCHES) found.push([search, await count(who, search)])
    return found
  }
  const wanted = (isMember: boolean) => SEARCHES.map((search) => [search, expected(search, isMember)])

  it('finds beginnings of words under the rules of records and fields, before there is an index and with it', async () => {
    expect(await answers(owner)).toEqual(wanted(true))
    expect(await answers(stranger)).toEqual(wanted(false))
    // By now it has been made: once more, and after changes.
    expect(await answers(owner)).toEqual(wanted(true))
    const { body } = await owner.call<{ data: { id: string } }>('POST', base, { title: 'amber late', n: 1 })
    expect([await count(owner, 'amber late'), await count(stranger, 'amber la')]).toEqual([1, 1])
    await owner.call('PATCH', `${base}/${body.data.id}`, { title: 'Basalt late' })
    expect([await count(owner, 'amber late'), await count(owner, 'basalt late')]).toEqual([0, 1])
    await owner.call('DELETE', `${base}/${body.data.id}`)
    expect(await count(owner, 'late')).toBe(0)
  })

  it('is joined with filters, sums and files', async () => {
    expect(await count(owner, 'amber', '&n[lt]=70')).toBe(10)
    const sums = await owner.call('GET', `${base}/aggregate?search=amber&groupBy=state&n[lt]=70`)
    expect(sums.body['data']).toMatchObject([{ count: 5 }, { count: 5 }])
    const file = await stranger.call('GET', `${base}/aggregate?search=hoard`)
    expect(file.body['data']).toMatchObject([{ count: 0 }])
  })
})
