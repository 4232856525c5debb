import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { expect, it } from 'vitest'

import type { Documents } from '../../collaboration/documents.ts'
import type { UserActor } from '../auth/index.ts'
import { createHistoryService, type HistoryServiceDeps } from './service.ts'

const MINUTE = 60_000
const ADA: UserActor = {
  kind: 'user',
  userId: 'ada',
  sessionId: 's',
  name: 'Ada',
  email: 'ada@example.com',
  role: 'user',
}
const doc = openProjectDoc()
const [home, other] = ['Home', 'Other'].map((name) => addScreen(doc, { name }, { kind: 'server', reason: 'test' }))

/** A project in which Ada renamed a screen in each of these ten minutes, and the server another one. */
function serviceOver(spans: number) {
  let asked = 0
  const history: Documents['history'] = async (_, { before }) => {
    asked += 1
    const start = Math.min(spans - 1, Math.ceil(before / (10 * MINUTE)) - 1) * 10 * MINUTE
    if (start < 0) return null
    const one = { by: 'ada', reason: null, edits: 1, touched: [`screens/${other}/name`], first: start, last: start + 1 }
    return { start, groups: [one, { ...one, by: null, reason: 'test', touched: [`screens/${home}/name`] }] }
  }
  const deps: Pick<HistoryServiceDeps, 'users' | 'now'> & Record<'documents' | 'access', unknown> = {
    documents: { history, readDocument: async (_: string, read: (d: typeof doc) => unknown) => read(doc) },
    access: { authorize: async () => 'viewer' },
    users: { listUsers: async () => [] },
    now: () => spans * 10 * MINUTE,
  }
  return { service: createHistoryService(deps as HistoryServiceDeps), asked: () => asked }
}

it('comes in pages, each with all of its spans of time', async () => {
  const { service } = serviceOver(100)
  const seen: string[] = []
  const sizes: number[] = []
  for (let cursor: string | undefined; ;) {
    const { data, meta } = await service.list(ADA, 'p', { cursor })
    seen.push(...data.map(({ id }) => id))
    sizes.push(data.length)
    if (meta.nextCursor === null) break
    cursor = meta.nextCursor
  }
  expect(new Set(seen).size).toBe(200)
  expect(sizes).toEqual([30, 30, 30, 30, 30, 30, 20])
})

it('a filter that leaves out nearly everything ends a page early and says where to go on', async () => {
  const { service, asked } = serviceOver(1_000)
  const { data, meta } = await service.list(ADA, 'p', { screen: 'none' })
  expect([data, asked()]).toEqual([[], 200])
  expect(meta.nextCursor).toBe(String(800 * 10 * MINUTE))
  expect((await service.list(ADA, 'p', { screen: home })).data).toHaveLength(30)
})
