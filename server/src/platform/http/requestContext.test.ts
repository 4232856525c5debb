import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import Router from '@koa/router'
import Koa from 'koa'
import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'

import { createMetrics } from '../metrics/metrics.ts'
import { requestContext } from './requestContext.ts'
import type { RequestState } from './types.ts'

it('logs addresses without what is secret in them', async () => {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const app = new Koa<RequestState>()
  app.use(requestContext({ log, metrics: createMetrics(), publicOrigin: null }))
  const router = new Router<RequestState>()
  router.post('/api/hooks/:projectId/:secret', (ctx) => void (ctx.status = 202))
  router.get('/api/projects/:id', (ctx) => void (ctx.status = 200))
  app.use(router.routes())
  const server = createServer((request, response) => void app.callback()(request, response)).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await fetch(`${url}/api/hooks/p1/hush-hush`, { method: 'POST' })
  await fetch(`${url}/api/projects/p1?token=hush-hush`)
  expect(lines.map((line) => (JSON.parse(line) as { path: string }).path)).toEqual([
    '/api/hooks/:projectId/:secret',
    '/api/projects/p1',
  ])
  expect(lines.join()).not.toContain('hush-hush')
})
