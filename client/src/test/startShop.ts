import type { Project } from '@axiom/shared/contracts/projects'
import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'

import { checkAnswer } from '../../../server/test/checkAnswer.ts'
import {
  type Client,
  createTestServer,
  type TestServer,
  type TestServerOptions,
} from '../../../server/test/createTestServer.ts'

/** A real server with somebody who owns a shop: orders that refer to customers. */
export interface Shop {
  server: TestServer
  owner: Client
  project: Project
  /** Access token of the owner. */
  token: string
}

export async function startShop(options?: TestServerOptions): Promise<Shop> {
  const server = await createTestServer(options)
  const owner = await server.register('Owner')
  return { server, owner, token: owner.session.accessToken, project: await newShop(server, owner) }
}

/** One more project of that kind. */
export async function newShop(server: TestServer, owner: Client): Promise<Project> {
  const { body: project } = await owner.call<Project>('POST', '/api/projects', { name: 'Shop', template: 'orders' })
  await server.edit(project.id, (doc, origin) => {
    const customers = addModel(doc, { name: 'customers' }, origin)
    const inCustomers = { modelId: customers }
    addField(
      doc,
      { ...inCustomers, name: 'email', type: 'email', constraints: { unique: true, required: true } },
      origin,
    )
    addField(doc, { ...inCustomers, name: 'city', type: 'text' }, origin)
    const lines = addModel(doc, { name: 'order_lines' }, origin)
    const inLines = { modelId: lines }
    addField(doc, { ...inLines, name: 'sku', type: 'text', constraints: { unique: true } }, origin)
    addField(doc, { ...inLines, name: 'amount', type: 'integer' }, origin)
    addField(doc, { ...inLines, name: 'buyer', type: 'relation', constraints: { target: customers } }, origin)
    addField(doc, { ...inLines, name: 'colours', type: 'multiSelect', options: ['red', 'blue'] }, origin)
    addField(doc, { ...inLines, name: 'extra', type: 'json' }, origin)
  })
  return project
}

/** `fetch`, with each answer compared to the platform's OpenAPI document. */
export const checkedFetch: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init)
  const contentType = answer.headers.get('content-type')
  const isJson = contentType !== null && /[/+]json\b/.test(contentType)
  const body: unknown = isJson ? await answer.clone().json() : null
  const { pathname, search } = new URL(answer.url)
  checkAnswer({ method: init?.method ?? 'GET', path: pathname + search, status: answer.status, contentType, body })
  return answer
}
