import type { AddressInfo } from 'node:net'

import Router from '@koa/router'
import Koa from 'koa'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { mountRouters } from './mountRouters.ts'
import type { RequestState } from './types.ts'

let url: string
let close: () => void

function routerOf(name: string, paths: readonly string[], prefix = ''): Router<RequestState> {
  const router = new Router<RequestState>(prefix === '' ? {} : { prefix })
  for (const path of paths) router.get(path, (ctx) => void (ctx.body = `${name} ${JSON.stringify(ctx['params'])}`))
  return router
}

beforeAll(async () => {
  const site = new Koa<RequestState>()
  mountRouters(site, [
    routerOf('things', ['/', '/:id'], '/api/things'),
    routerOf('records', ['/:collection', '/:collection/:id'], '/api/dynamic/:project'),
    routerOf('any', ['/:first/last']),
    routerOf('late', ['/api/things/:id/more', '/API/Upper']),
  ])
  site.use((ctx) => void (ctx.body = 'nobody'))
  const server = site.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  close = () => server.close()
})
afterAll(() => close())

it.each([
  ['/api/things', 'things {}'],
  ['/api/things/1', 'things {"id":"1"}'],
  ['/API/THINGS/1', 'things {"id":"1"}'],
  ['/api/things/1/more', 'late {"id":"1"}'],
  ['/api/dynamic/p/orders', 'records {"project":"p","collection":"orders"}'],
  ['/api/dynamic/p/orders/7', 'records {"project":"p","collection":"orders","id":"7"}'],
  ['/x/last', 'any {"first":"x"}'],
  ['/api/upper', 'late {}'],
  ['/api/thing', 'nobody'],
  ['/', 'nobody'],
])('%s is answered by the first router that has such a route', async (path, body) => {
  expect(await (await fetch(url + path)).text()).toBe(body)
})
