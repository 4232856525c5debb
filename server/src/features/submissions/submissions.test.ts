import type { Project } from '@axiom/shared/contracts/projects'
import type { Submission } from '@axiom/shared/contracts/submissions'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { type ContactForm, GOOD, publishForm, type Sent, sendForm } from '../../../test/contactForm.ts'
import { createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { download, fileIn, upload } from '../../../test/uploading.ts'

type Listed = { data: Submission[]; meta: { nextCursor: string | null } }

let server: TestServer
let form: ContactForm
/** Ahead of the store, which removes what has expired by its own clock. */
let time = Date.parse('2100-03-01T12:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => time++ })
  form = await publishForm(server, 'Owner')
})
afterAll(() => server.close())

const send = (formData: unknown, more: object = {}): Promise<{ status: number; body: Sent }> =>
  sendForm(server, form, formData, more)

const list = (query = ''): Promise<{ body: Listed }> => form.owner.call<Listed>('GET', form.path + query)

describe('submissions', () => {
  it('keep what a visitor sends, with when and by what', async () => {
    const { status, body } = await send(GOOD)
    expect(status).toBe(201)
    const { data } = (await list()).body
    expect(data).toEqual([
      {
        id: body.id,
        projectId: form.project.id,
        screenId: form.screenId,
        formId: form.formId,
        formData: GOOD,
        submittedAt: expect.stringMatching(/^2100-03-01T12:/),
        userAgent: 'Test Browser',
        done: false,
      },
    ])
  })

  it.each([
    ['an unknown field', { ...GOOD, admin: true }, ['admin unknown']],
    ['missing required ones', {}, ['email required', 'terms required']],
    ['an unticked box', { ...GOOD, terms: false }, ['terms required']],
    ['no address', { ...GOOD, email: 'ada' }, ['email email']],
    ['a text for a number', { ...GOOD, guests: '2' }, ['guests number']],
    ['a number out of range', { ...GOOD, guests: 9 }, ['guests max']],
    ['a choice that is not offered', { ...GOOD, meals: ['Fish', 'Gold'] }, ['meals choice']],
    ['no date', { ...GOOD, when: 'tomorrow' }, ['when date']],
    ['a long text', { ...GOOD, toString: '123456' }, ['toString maxLength']],
  ])('refuse %s and say where', async (_, formData, errors) => {
    const { status, body } = await send(formData)
    expect(status).toBe(400)
    expect(body.errors?.map(({ path, code }) => `${path} ${code}`).sort()).toEqual(errors)
  })

  it.each([
    ['another form', { formId: 'nothing' }, 404],
    ['another screen', { screenId: 'nothing' }, 404],
    ['a node that is no form', { formId: 'screen' }, 404],
    ['a strange key', { admin: true }, 400],
    ['objects as values', { formData: { email: { $ne: null } } }, 400],
    ['a value that is too long', { formData: { ...GOOD, toString: 'x'.repeat(65_537) } }, 400],
    ['a body that is too large', { formData: { ...GOOD, toString: 'x'.repeat(1024 * 1024) } }, 413],
  ])('refuse %s', async (_, more, status) => {
    const before = (await list()).body.data.length
    expect((await send(GOOD, more)).status).toBe(status)
    expect((await list()).body.data).toHaveLength(before)
  })

  it('thank a robot that fills in the honeypot, and keep nothing', async () => {
    const before = (await list()).body.data.length
    const { status, body } = await send(GOOD, { website: 'https://spam.example' })
    expect([status, typeof body.id]).toEqual([201, 'string'])
    expect((await list()).body.data).toHaveLength(before)
  })

  it('do not exist before the project is published', async () => {
    const { body } = await form.owner.call<Project>('POST', '/api/projects', { name: 'Draft' })
    const { screenId, formId } = form
    const input = { screenId, formId, formData: GOOD }
    expect((await server.anonymous('POST', `/api/projects/${body.id}/submissions`, input)).status).toBe(404)
  })

  it('are for editors only, each in its own project', async () => {
    const { body } = await send(GOOD)
    const one = `${form.path}/${body.id}`
    const stranger = await publishForm(server, 'Stranger')
    expect((await server.anonymous('GET', form.path)).status).toBe(401)
    expect((await stranger.owner.call('GET', form.path)).status).toBe(404)
    expect((await stranger.owner.call('DELETE', one)).status).toBe(404)
    expect((await stranger.owner.call('DELETE', `${stranger.path}/${body.id}`)).status).toBe(404)

    const viewer = await server.register('Viewer')
    const member = { email: viewer.session.user.email, role: 'commenter' }
    await form.owner.call('POST', `/api/projects/${form.project.id}/members`, member)
    expect((await viewer.call('GET', form.path)).status).toBe(403)
    expect((await viewer.call('DELETE', one)).status).toBe(403)
    await form.owner.call('PUT', `/api/projects/${form.project.id}/members/${viewer.session.user.id}`, {
      role: 'editor',
    })
    expect((await viewer.call('DELETE', one)).status).toBe(204)
    expect((await viewer.call('DELETE', one)).status).toBe(404)
    expect((await list()).body.data.map(({ id }) => id)).not.toContain(body.id)
  })

  it('come in pages, the newest first, each exactly once though others arrive', async () => {
    const sent: string[] = []
    for (let i = 0; i < 101; i++) sent.push((await send({ ...GOOD, guests: 1 + (i % 8) })).body.id)
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: Listed } = await list(cursor === '' ? '' : `?cursor=${cursor}`)
      expect(body.data.length).toBeLessThanOrEqual(50)
      seen.push(...body.data.map(({ id }) => id))
      if (seen.length === 50) await send(GOOD)
      cursor = body.meta.nextCursor
    }
    expect(seen.slice(0, 101)).toEqual(sent.toReversed())
    expect(new Set(seen).size).toBe(seen.length)
    expect((await form.owner.call('GET', `${form.path}?cursor=${'x'.repeat(50)}`)).status).toBe(400)
  })
})

describe('files of submissions', () => {
  const filesPath = (): string => `/api/dynamic/${form.project.id}/files`
  const put = (input: string, name = 'cv.txt', bytes: string | Uint8Array = 'curriculum') =>
    upload(server.anonymous, { path: filesPath(), name, bytes, metadata: { form: form.formId, input } })

  it('[F7] come from visitors, are held by their submission alone, and go with it', async () => {
    const { status, body } = await put('papers')
    expect(status).toBe(201)
    const sent = await send({ ...GOOD, papers: [body.id] })
    expect(sent.status).toBe(201)
    const one = (await list()).body.data.find(({ id }) => id === sent.body.id)
    const [paper] = one?.formData['papers'] as unknown[]
    const { url, ...file } = fileIn(paper)
    expect(file).toEqual({ id: body.id, name: 'cv.txt', type: 'text/plain', size: 10 })
    expect((await download(server, url)).bytes.toString()).toBe('curriculum')
    expect((await send({ ...GOOD, papers: [body.id] })).body.errors).toMatchObject([{ path: 'papers', code: 'file' }])

    const before = time
    time += 25 * 3_600_000
    form.owner = await server.signInAgain(form.owner)
    await server.files.sweep()
    expect((await download(server, fileIn((await papersOf(sent.body.id))[0]).url)).status).toBe(200)
    expect((await form.owner.call('DELETE', `${form.path}/${sent.body.id}`)).status).toBe(204)
    time += 25 * 3_600_000
    await server.files.sweep()
    expect((await server.anonymous('GET', `${filesPath()}/uploads/${body.id}`)).status).toBe(404)
    time = before
    form.owner = await server.signInAgain(form.owner)
  })

  const papersOf = async (id: string): Promise<unknown[]> =>
    ((await list()).body.data.find((one) => one.id === id)?.formData['papers'] ?? []) as unknown[]

  it('[F3] are what the form takes, where it takes them', async () => {
    expect((await put('papers', 'page.html', '<html>')).status).toBe(415)
    expect((await put('papers', 'large.txt', new Uint8Array(1024 * 1024 + 1))).status).toBe(413)
    for (const input of ['email', 'nothing', '']) expect([input, (await put(input)).status]).toEqual([input, 404])
    const ids = await Promise.all([1, 2, 3].map(async (n) => (await put('papers', `${n}.txt`)).body.id))
    expect((await send({ ...GOOD, papers: ids })).body.errors).toMatchObject([{ path: 'papers', code: 'maxFiles' }])
    expect((await send({ ...GOOD, papers: ['nothing'] })).body.errors).toMatchObject([{ path: 'papers', code: 'file' }])
    expect((await send({ ...GOOD, email: ids[0] })).status).toBe(400)
  })
})

it('submissions are limited by address, and say when to come back', async () => {
  const limited = await createTestServer({ limits: { submissions: { points: 2, seconds: 60 } } })
  onTestFinished(() => limited.close())
  const { path, screenId, formId } = await publishForm(limited, 'Owner')
  const input = { screenId, formId, formData: GOOD }
  const answers = [1, 2, 3].map(() => limited.anonymous('POST', path, input))
  const statuses = (await Promise.all(answers)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 201)).toHaveLength(2)
  expect(statuses).toContain(429)
  const { headers } = await limited.anonymous('POST', path, input)
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
})
