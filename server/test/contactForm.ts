import type { Project } from '@axiom/shared/contracts/projects'
import { insertNodes, type NodeSpec } from '@axiom/shared/document/operations/insertNodes'
import { createDocumentStore } from '@axiom/shared/document/store'
import type { FieldError } from '@axiom/shared/errors'
import { specFor } from '@axiom/shared/widgets/registry'

import type { Client, TestServer } from './createTestServer.ts'

/** A published form that is not bound to a model. */
export interface ContactForm {
  owner: Client
  project: Project
  path: string
  screenId: string
  formId: string
}

export type Sent = { id: string; errors?: FieldError[]; code?: string }

/** What the form takes. */
export const GOOD = { email: 'ada@example.com', guests: 2, meals: ['Fish'], when: '2026-05-01T19:30', terms: true }

export function widget(type: string, props: NodeSpec['props'] = {}): NodeSpec {
  const spec = specFor(type)
  return { ...spec, props: { ...spec.props, ...props } }
}

const option = (label: string) => ({ value: label.toLowerCase(), label })

/** A published project with a contact form that is not bound to a model. */
export async function publishForm(on: TestServer, name: string, props: NodeSpec['props'] = {}): Promise<ContactForm> {
  const owner = await on.register(name)
  const { body: project } = await owner.call<Project>('POST', '/api/projects', { name: `Contact ${name}` })
  const ids = await on.edit(project.id, (doc, origin) => {
    const store = createDocumentStore(doc)
    const screenId = store.getScreens()[0]?.id ?? ''
    store.dispose()
    const children = [
      widget('textInput', { name: 'email', kind: 'email', required: true }),
      widget('textInput', { name: 'toString', maxLength: 5 }),
      widget('numberInput', { name: 'guests', min: 1, max: 8 }),
      widget('select', { name: 'meals', multiple: true, options: [option('Fish'), option('Soup')] }),
      widget('date', { name: 'when', withTime: true }),
      widget('checkbox', { name: 'terms', required: true }),
      widget('fileInput', { name: 'papers', multiple: true, maxFiles: 2, accept: '.txt', maxSize: 1 }),
    ]
    const nodes = [{ ...widget('form', { model: '', ...props }), children }]
    const [formId = ''] = insertNodes(doc, { parentId: screenId, nodes }, origin)
    return { screenId, formId }
  })
  await owner.call('POST', `/api/projects/${project.id}/publish`, {})
  return { owner, project, path: `/api/projects/${project.id}/submissions`, ...ids }
}

/** Sends the form as a visitor of the app does. */
export async function sendForm(
  on: TestServer,
  { project, path, screenId, formId }: ContactForm,
  formData: unknown,
  more: object = {},
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Sent }> {
  const answer = await on.app(project.slug, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Test Browser', ...headers },
    body: JSON.stringify({ screenId, formId, formData, ...more }),
  })
  return { status: answer.status, body: JSON.parse(answer.text) as Sent }
}
