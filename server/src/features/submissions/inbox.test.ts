import type { Page } from '@axiom/shared/contracts/common'
import type { Project } from '@axiom/shared/contracts/projects'
import type { Submission, SubmissionForm, SubmissionSettings } from '@axiom/shared/contracts/submissions'
import { parseCsv } from '@axiom/shared/tables/parseCsv'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { type ContactForm, GOOD, publishForm, sendForm } from '../../../test/contactForm.ts'
import { createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { upload } from '../../../test/uploading.ts'

const DAY = 24 * 3_600_000

let server: TestServer
let form: ContactForm
/** Ahead of the store, which removes what has expired by its own clock. */
let time = Date.parse('2100-03-01T12:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => time++ })
  form = await publishForm(server, 'Owner', { model: '' })
})
afterAll(() => server.close())

const send = async (formData: object): Promise<string> => {
  const { status, body } = await sendForm(server, form, { ...GOOD, ...formData })
  expect(status).toBe(201)
  return body.id
}
const list = async (query = ''): Promise<Page<Submission>> =>
  (await form.owner.call<Page<Submission>>('GET', form.path + query)).body
const ids = async (query = ''): Promise<string[]> => (await list(query)).data.map(({ id }) => id)

it('submissions are found by form, time, text and whether somebody has dealt with them', async () => {
  const early = await send({ email: 'early@example.com', toString: 'Zürich'.slice(0, 5) })
  const noon = new Date(time).toISOString()
  const late = await send({ email: 'late@example.com', guests: 7 })
  expect(await ids('?search=EARLY@')).toEqual([early])
  expect(await ids('?search=züri')).toEqual([early])
  expect(await ids(`?from=${noon}`)).toEqual([late])
  expect(await ids(`?until=${noon}`)).toEqual([early])
  expect(await ids(`?form=${form.formId}`)).toEqual([late, early])
  expect(await ids('?form=another')).toEqual([])

  const marked = await form.owner.call('POST', `${form.path}/mark`, { ids: [early, 'unknown'], done: true })
  expect(marked.body).toEqual({ changed: 1 })
  expect([await ids('?state=open'), await ids('?state=done')]).toEqual([[late], [early]])
  expect((await list('?state=done')).meta).toEqual({ nextCursor: null, count: 1 })
  const { body } = await form.owner.call<{ data: SubmissionForm[] }>('GET', `${form.path}/forms`)
  expect(body.data).toEqual([
    { formId: form.formId, name: 'New entry', count: 2, open: 1, lastAt: expect.stringMatching(/^2100-03-01T12:/) },
  ])
  expect((await form.owner.call<Submission>('GET', `${form.path}/${early}`)).body).toMatchObject({
    done: true,
    formData: { email: 'early@example.com' },
  })
  for (const wrong of ['?state=new', '?from=yesterday', '?form=$ne', `?search=${'x'.repeat(201)}`])
    expect([wrong, (await form.owner.call('GET', form.path + wrong)).status]).toEqual([wrong, 400])
})

it('a file of them has every answer, and no cell that a spreadsheet would run', async () => {
  const { body: paper } = await upload(server.anonymous, {
    path: `/api/dynamic/${form.project.id}/files`,
    name: 'letter.txt',
    bytes: 'Dear all',
    metadata: { form: form.formId, input: 'papers' },
  })
  await send({ email: 'file@example.com', toString: '=1+1', papers: [paper.id] })
  const get = async (query: string) => {
    const { status, headers, body } = await form.owner.call<{ text: string }>('GET', `${form.path}/export${query}`)
    expect(status).toBe(200)
    return { headers, body }
  }
  const csv = await get('?search=file@')
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="submissions.csv"')
  const [heading, row] = parseCsv(csv.body.text)
  expect(heading).toEqual(
    ['id', 'form', 'submittedAt', 'done', 'userAgent', ...Object.keys(GOOD), 'toString', 'papers'].toSorted(
      byPlace(heading),
    ),
  )
  const cell = (name: string): string => row?.[heading?.indexOf(name) ?? -1] ?? ''
  expect([cell('form'), cell('toString'), cell('papers'), cell('guests')]).toEqual([
    'New entry',
    "'=1+1",
    'letter.txt',
    '2',
  ])

  const ndjson = (await get('?format=ndjson')).body.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Submission)
  expect(ndjson.map(({ id }) => id)).toEqual((await ids()).toReversed())
  const json = (await get('?format=json&state=done')).body as unknown
  expect(json).toMatchObject([{ done: true, formData: { email: 'early@example.com' } }])
  expect((await get('?format=json&form=another')).body).toEqual([])
  expect((await form.owner.call('GET', `${form.path}/export?format=xlsx`)).status).toBe(400)
})

const byPlace =
  (order: readonly string[] = []) =>
  (a: string, b: string): number =>
    order.indexOf(a) - order.indexOf(b)

it('several are deleted at once, with their files', async () => {
  const [one, two, three] = [await send({}), await send({}), await send({})]
  const { body } = await form.owner.call('POST', `${form.path}/delete`, { ids: [one, two] })
  expect(body).toEqual({ deleted: 2 })
  expect(await ids()).toContain(three)
  expect(await ids()).not.toContain(one)
  expect((await form.owner.call('POST', `${form.path}/delete`, { ids: [] })).status).toBe(400)
})

it('what is older than a project wants is deleted by itself, and nothing of others', async () => {
  const other = await publishForm(server, 'Neighbour')
  const foreign = await sendForm(server, other, GOOD)
  const old = await send({ email: 'old@example.com' })
  time += 40 * DAY
  form.owner = await server.signInAgain(form.owner)
  other.owner = await server.signInAgain(other.owner)
  const fresh = await send({ email: 'fresh@example.com' })
  const settings = `${form.path}/settings`
  expect((await form.owner.call('GET', settings)).body).toEqual({ keepDays: null })
  for (const keepDays of [0, -1, 1.5, 4_000, '30'])
    expect([keepDays, (await form.owner.call('PUT', settings, { keepDays })).status]).toEqual([keepDays, 400])
  expect((await form.owner.call<SubmissionSettings>('PUT', settings, { keepDays: 30 })).body).toEqual({ keepDays: 30 })
  await expect.poll(() => ids()).toEqual([fresh])
  expect(await ids()).not.toContain(old)
  const { body } = await other.owner.call<Page<Submission>>('GET', other.path)
  expect(body.data.map(({ id }) => id)).toEqual([foreign.body.id])
  await form.owner.call('PUT', settings, { keepDays: null })
})

it('are for editors only, each in its own project', async () => {
  const id = await send({})
  const stranger = await server.register('Stranger')
  const { body: own } = await stranger.call<Project>('POST', '/api/projects', { name: 'Own' })
  const member = { email: stranger.session.user.email, role: 'viewer' }
  const asked = async (call: TestServer['anonymous'], base: string): Promise<number[]> => {
    const answers = [
      call('GET', `${base}/forms`),
      call('GET', `${base}/export`),
      call('GET', `${base}/settings`),
      call('GET', `${base}/${id}`),
      call('PUT', `${base}/settings`, { keepDays: 1 }),
      call('POST', `${base}/mark`, { ids: [id], done: true }),
      call('POST', `${base}/delete`, { ids: [id] }),
    ]
    return (await Promise.all(answers)).map(({ status }) => status)
  }
  expect(await asked(server.anonymous, form.path)).toEqual(Array.from({ length: 7 }, () => 401))
  expect(await asked(stranger.call, form.path)).toEqual(Array.from({ length: 7 }, () => 404))
  await form.owner.call('POST', `/api/projects/${form.project.id}/members`, member)
  expect(await asked(stranger.call, form.path)).toEqual(Array.from({ length: 7 }, () => 403))
  // Where he may, it is of his own project alone.
  const base = `/api/projects/${own.id}/submissions`
  expect((await stranger.call('POST', `${base}/delete`, { ids: [id] })).body).toEqual({ deleted: 0 })
  expect((await stranger.call('POST', `${base}/mark`, { ids: [id], done: true })).body).toEqual({ changed: 0 })
  expect((await form.owner.call<Submission>('GET', `${form.path}/${id}`)).body).toMatchObject({ id, done: false })
})
