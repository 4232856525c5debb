import Koa from 'koa'
import { expect, it, onTestFinished } from 'vitest'

import { rawRequest } from '../../../test/rawRequest.ts'
import { problemDetails } from '../../platform/http/errors.ts'
import { listen } from '../../platform/http/listen.ts'
import type { RequestState } from '../../platform/http/types.ts'
import { type AppsSiteDeps, appOfHost } from './appsSite.ts'

/** The apps' site without any app; every file is the page. */
async function start(): Promise<number> {
  const site = new Koa<RequestState>()
  const deps = {
    access: { resolve: async () => null, findMoved: async () => null },
    publishing: null,
    domain: 'localhost',
    projectOf: async () => null,
  }
  site.use(problemDetails())
  site.use(appOfHost(deps as unknown as AppsSiteDeps))
  site.use((ctx) => void (ctx.body = 'the page'))
  const handle = site.callback()
  const { port, close } = await listen((request, response) => void handle(request, response), {
    host: '127.0.0.1',
    ports: [0],
  })
  onTestFinished(() => close())
  return port
}

it('at an address without an app people get the page that says so, programs a problem', async () => {
  const port = await start()
  const at = async (host: string, path: string): Promise<[number, string]> => {
    const { status, text } = await rawRequest({ port, path, headers: { host: `${host}:${port}` } })
    return [status, text.includes('"code":"not_found"') ? 'problem' : text]
  }
  for (const path of ['/', '/orders/7', '/assets/runtime.js'])
    expect(await at('nobody.localhost', path)).toEqual([404, 'the page'])
  for (const path of ['/app.json', '/api/dynamic/x/orders'])
    expect(await at('nobody.localhost', path)).toEqual([404, 'problem'])
  expect(await at('127.0.0.1', '/Not%20a%20slug')).toEqual([404, 'the page'])
})
