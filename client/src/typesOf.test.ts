import { expect, it, onTestFinished } from 'vitest'

import { createClient } from './createClient.ts'
import { compile } from './test/inWorkspace.ts'
import { type Shop, startShop } from './test/startShop.ts'
import { typesOf } from './typesOf.ts'

const USE = `
import { createClient } from '@axiom/client'
import type { Collections, Orders, OrderLines } from './shop.ts'

const axiom = createClient({ url: 'http://localhost' })
const shop = axiom.project<Collections>('shop', { env: 'draft' })

export async function use() {
  const lines = shop.records('order_lines')
  const order: Orders['record'] = await axiom.records<Orders>('shop', 'orders').get('1')
  const total: number | null = order.total
  await lines.create({ sku: 'A1', amount: 2, colours: ['red'] })
  await lines.list({ filter: { amount: { gte: 2 }, colours: 'red', 'buyer.city': 'Oslo' }, sort: ['-amount', 'sku'] })
  const { data } = await lines.list({ fields: ['sku'], expand: ['buyer'] })
  const city: string | null | undefined = data[0]?.expand.buyer?.city
  await shop.records('orders').update('1', { status: 'Picking', note: null }, { ifVersion: order.version })
  const groups = await shop.records('orders').aggregate({ groupBy: ['status'], sum: ['total'] })
  const status: string | null | undefined = groups[0]?.group.status
  // @ts-expect-error there is no such collection
  shop.records('nothing')
  // @ts-expect-error product is required
  await shop.records('orders').create({ customer: 'Ada' })
  // @ts-expect-error not one of the choices
  await shop.records('orders').update('1', { status: 'Lost' })
  // @ts-expect-error there is no such field
  await lines.list({ filter: { nothing: 1 } })
  // @ts-expect-error an amount is a number
  await lines.list({ filter: { amount: { gte: 'two' } } })
  // @ts-expect-error that was not asked for
  data[0]?.amount
  // @ts-expect-error running on nothing
  await lines.list({ expand: ['nothing'] })
  return [total, city, status]
}
export type Line = OrderLines['record']
`

async function startedShop(): Promise<Shop> {
  const shop = await startShop()
  onTestFinished(() => shop.server.close())
  return shop
}

it('the types of a project compile under strict rules, find mistakes, and fit what is answered', async () => {
  const { server, token, project } = await startedShop()
  const data = createClient({ url: server.url, token }).project(project.slug)
  const { id: buyer } = await data.records('customers').create({ email: 'ada@example.com', city: 'Oslo' })
  const extra = { any: ['thing'] }
  await data.records('order_lines').create([{ sku: 'A1', amount: 2, buyer, colours: ['red', 'blue'], extra }, {}])
  await data.records('orders').create({ customer: 'Ada', product: 'Tea', total: 2.5, delivery: '2026-12-01' })
  const types = typesOf(await data.openApi())
  const answers = {
    orders: (await data.records('orders').list()).data,
    customers: (await data.records('customers').list({ expand: ['order_lines_via_buyer.buyer'] })).data,
    order_lines: (await data.records('order_lines').list({ expand: ['buyer'] })).data,
  }
  const fits = `
import type { Collections } from './shop.ts'
export const answers: {
  [Name in keyof Collections]: (Collections[Name]['record'] & { expand?: Partial<Collections[Name]['expand']> })[]
} = ${JSON.stringify(answers)}
`
  expect(await compile({ 'shop.ts': types, 'use.ts': USE, 'fits.ts': fits })).toBe('')
})

it('what a reader may not do has no type, and names are made of any collection', async () => {
  const { server, owner, project } = await startedShop()
  await owner.call('POST', `/api/projects/${project.id}/publish`, {})
  const { body } = await owner.call<{ secret: string }>('POST', `/api/projects/${project.id}/api-keys`, {
    name: 'Reader',
    scopes: ['read:*'],
  })
  const types = typesOf(await createClient({ url: server.url, key: body.secret }).project(project.slug).openApi())
  expect(types).toContain('// Shop 1.0.0: written by `axiom types`.')
  expect(types.match(/create: never\n {2}update: never/g)).toHaveLength(3)
  const wanted = `
import { createClient } from '@axiom/client'
import type { Orders } from './shop.ts'
export async function use() {
  const orders = createClient({ url: '' }).records<Orders>('shop', 'orders')
  // @ts-expect-error nothing can be made here
  await orders.create({ customer: 'Ada' })
}
`
  expect(await compile({ 'shop.ts': types, 'use.ts': wanted })).toBe('')
  const odd = { object: { type: 'object', properties: { 'x-y': { type: 'string', description: 'ends */ here' } } } }
  const schemas = { a_b: odd.object, aB: odd.object, ['a_b.filter']: odd.object, Problem: odd.object }
  const document = { info: { title: 'Odd\n\ntitle', version: '1' }, components: { schemas } }
  const text = typesOf(document)
  expect(text).toContain('export interface AB {')
  expect(text).toContain('export interface AB2 {')
  expect(await compile({ 'odd.ts': text })).toBe('')
})
