import { afterAll, beforeAll, expect, it } from 'vitest'

import { type ContactForm, GOOD, publishForm, type Sent } from '../../../test/contactForm.ts'
import { createTestServer, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let form: ContactForm

beforeAll(async () => {
  server = await createTestServer()
  form = await publishForm(server, 'Owner')
})
afterAll(() => server.close())

async function send(key: string, formData: unknown = GOOD, to = form): Promise<[number, Sent]> {
  const { project, path, screenId, formId } = to
  const answer = await server.app(project.slug, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ screenId, formId, formData }),
  })
  return [answer.status, JSON.parse(answer.text) as Sent]
}

const count = async (): Promise<number> =>
  (await form.owner.call<{ data: unknown[] }>('GET', form.path)).body.data.length

it('what is sent again with its key is stored once, and answered as the first time', async () => {
  const [status, { id }] = await send('a key')
  expect(status).toBe(201)
  expect(await send('a key')).toEqual([201, { id }])
  expect(await count()).toBe(1)
  expect((await send('another key'))[1].id).not.toBe(id)
  expect(await count()).toBe(2)
})

it('so it is when it arrives several times at the same moment', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => send('at once')))
  expect(new Set(answers.map(([status]) => status))).toEqual(new Set([201]))
  expect(new Set(answers.map(([, { id }]) => id)).size).toBe(1)
  expect(await count()).toBe(3)
})

it('a refused one can be mended under its key; keys of another project are others', async () => {
  expect((await send('mended', { ...GOOD, email: 'ada' }))[0]).toBe(400)
  expect((await send('mended'))[0]).toBe(201)
  const other = await publishForm(server, 'Other')
  const [, { id }] = await send('a key', GOOD, other)
  expect((await send('a key'))[1].id).not.toBe(id)
  expect((await send('k'.repeat(101)))[0]).toBe(400)
})
