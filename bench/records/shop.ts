import { Readable } from 'node:stream'

import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'

import { open } from '../collaboration/crowd.ts'
import type { Running } from '../collaboration/targets.ts'
import { csvOf } from './orders.ts'

export interface Shop {
  projectId: string
  /** Of the published app. */
  appUrl: string
  rows: number
}

/** A published app for everybody with so many rows, which is a page of a table, a form and some numbers. */
export async function openShop(running: Running, token: string, rows: number): Promise<Shop> {
  const origin = `http://127.0.0.1:${running.process.port}`
  const send = async <T>(path: string, type: string, body: RequestInit['body']): Promise<T> => {
    const headers = { origin, authorization: `Bearer ${token}`, 'content-type': type }
    const answer = await fetch(origin + path, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const json = <T>(path: string, body: unknown): Promise<T> => send(path, 'application/json', JSON.stringify(body))

  const { id } = await json<{ id: string }>('/api/projects', { name: 'Shop', template: 'orders' })
  const client = await open(running, { document: id, token }, 'full')
  client.edit((y) => {
    const doc = openProjectDoc(y)
    for (const model of doc.roots.models.keys())
      setModelRule(doc, { id: model, operation: 'list', audience: 'public' }, { kind: 'server', reason: 'bench' })
  })
  await client.drained()
  await client.close()
  const { appUrl } = await json<{ appUrl: string }>(`/api/projects/${id}/publish`, {})
  await send(
    `/api/dynamic/${id}/orders/import`,
    'text/csv',
    Readable.toWeb(Readable.from(csvOf(rows))) as ReadableStream,
  )
  return { projectId: id, appUrl, rows }
}
