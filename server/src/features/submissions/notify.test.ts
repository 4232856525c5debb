import type { Project } from '@axiom/shared/contracts/projects'
import { insertNodes, type NodeSpec } from '@axiom/shared/document/operations/insertNodes'
import { createDocumentStore } from '@axiom/shared/document/store'
import { specFor } from '@axiom/shared/widgets/registry'
import { addressesIn } from '@axiom/shared/widgets/types/form'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'
import { startSmtp, type TestSmtp } from '../../../test/startSmtp.ts'

let server: TestServer
let smtp: TestSmtp
let owner: Client
let project: Project
let ids: { screenId: string; formId: string }

const ORDER = { customer: 'x', product: 'Cake', quantity: 2, status: 'New' }
const widget = (type: string, props: NodeSpec['props'] = {}): NodeSpec => {
  const spec = specFor(type)
  return { ...spec, props: { ...spec.props, ...props } }
}

beforeAll(async () => {
  smtp = await startSmtp()
  server = await createTestServer({ env: { SMTP_URL: smtp.url, MAIL_FROM: 'Axiom <axiom@example.com>' } })
  owner = await server.register('Owner')
  project = (await owner.call<Project>('POST', '/api/projects', { name: 'Shop', template: 'orders' })).body
  ids = await server.edit(project.id, (doc, origin) => {
    const store = createDocumentStore(doc)
    const [screenId = '', modelId = ''] = [store.getScreens()[0]?.id, store.getModels()[0]?.id]
    store.dispose()
    const box = widget('form', { model: '', notify: 'mara@example.com; nobody, leo@example.com' })
    const orders = widget('form', { model: modelId, notify: 'orders@example.com' })
    const nodes = [{ ...box, children: [widget('textInput', { name: 'question' })] }, orders]
    const [formId = ''] = insertNodes(doc, { parentId: screenId, nodes }, origin)
    return { screenId, formId }
  })
  await owner.call('POST', `/api/projects/${project.id}/publish`, {})
})
afterAll(() => Promise.all([server.close(), smtp.close()]))

it('who is named in a form gets what is sent in, escaped, and visitors never see who', async () => {
  const formData = { question: 'Is <b>this</b> open?' }
  const path = `/api/projects/${project.id}/submissions`
  expect((await server.anonymous('POST', path, { ...ids, formData })).status).toBe(201)
  await expect.poll(() => smtp.received.length).toBe(1)
  expect(smtp.received[0]?.to).toEqual(['mara@example.com', 'leo@example.com'])
  expect(smtp.received[0]?.source).toContain('&lt;b&gt;this&lt;/b&gt;')
  const app = await server.app(project.slug, '/app.json')
  expect(app.text).not.toContain('mara@example.com')
})

it('a form of a model tells of each new live record, and not of the draft’s', async () => {
  const before = smtp.received.length
  await owner.call('POST', `/api/dynamic/${project.id}/orders?env=draft`, { ...ORDER, customer: 'Draft' })
  await owner.call('POST', `/api/dynamic/${project.id}/orders?env=live`, { ...ORDER, customer: 'Ada' })
  await expect.poll(() => smtp.received.length).toBe(before + 1)
  const last = smtp.received.at(-1)
  expect(last?.to).toEqual(['orders@example.com'])
  expect(last?.source).toContain('customer: Ada')
})

it('addresses are what looks like one, each once', () => {
  expect(addressesIn('a@b.ch, a@b.ch;c@d.ch\n<e@f.ch> x')).toEqual(['a@b.ch', 'c@d.ch'])
  expect(addressesIn(null)).toEqual([])
})
