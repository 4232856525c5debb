import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import type { Project } from '@axiom/shared/contracts/projects'
import { diffDocuments } from '@axiom/shared/document/diff'
import { addField } from '@axiom/shared/document/operations/addField'
import { addFlow } from '@axiom/shared/document/operations/addFlow'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { addStep } from '@axiom/shared/document/operations/addStep'
import { setFlow } from '@axiom/shared/document/operations/setFlow'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'

import { type ContactForm, GOOD, publishForm, sendForm } from '../../../test/contactForm.ts'
import { createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { upload } from '../../../test/uploading.ts'
import { registerVisitor } from '../../../test/visitor.ts'
import { openDb } from '../../platform/db/openDb.ts'
import type { Database, Db, Document } from '../../platform/db/port.ts'
import { testStores } from '../../platform/db/test/testDatabase.ts'

const DAY = 24 * 3_600_000

/** What goes on naming a project that is gone, and why. */
const STAYS: Record<string, string> = {
  ai_usage: 'what people spent on language models is counted by person and month; it ends after 400 days',
  limits: 'counts of the last hours; they end by themselves',
  locks: 'turns of transactions; they end after an hour',
}

/** Collections in which a project with one of everything is named. */
const EVERYTHING = [
  ...[
    'api_keys',
    'app_access',
    'app_domains',
    'app_links',
    'app_sessions',
    'app_user_settings',
    'app_users',
    'app_visits',
  ],
  ...[
    'data_sources',
    'file_usage',
    'file_uses',
    'files',
    'flow_hooks',
    'flow_run_steps',
    'flow_runs',
    'flow_schedules',
  ],
  ...[
    'flow_secrets',
    'form_data',
    'job_schedules',
    'jobs',
    'kept_mails',
    'members',
    'old_slugs',
    'projects',
    'proposals',
  ],
  ...['record_changes', 'record_counters', 'record_idempotency', 'releases', 'share_links', 'submission_settings'],
  ...['versions', 'webhook_deliveries', 'webhooks'],
]

/** What comes and goes by itself while the clock is put forward. */
const MOVING = new Set(['jobs', 'dead_jobs', 'flow_runs', 'flow_run_steps', 'kept_mails', 'webhook_deliveries'])

let dataDir: string
let server: TestServer
let db: Db
/** Ahead of the stores, which remove what has expired by their own clocks. */
let time = Date.parse('2100-03-01T12:00:00Z')

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'axiom-purge-'))
  server = await createTestServer({ dataDir, now: () => time })
  db = await openDb(testStores(dataDir))
})
afterAll(async () => {
  await Promise.all([server.close(), db.close()])
  await rm(dataDir, { recursive: true, force: true })
})

/** Every document in which a text stands, wherever it is kept, by collection. */
async function mentionsOf(text: string): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const databases: Database[] = db.name === 'main' ? [db] : [db, db.database(`${db.name}_rows`)]
  for (const database of databases)
    for (const name of await database.listCollections('')) {
      const all = await database.collection<Document>(name).find({})
      const count = all.filter((document) => (name + JSON.stringify(document)).includes(text)).length
      if (count > 0) found.set(name, count)
    }
  for (const [table, count] of db.name === 'main' ? inLog(text) : []) found.set(table, count)
  return found
}

/** The log beside the embedded store; on MongoDB it is in the same database. */
function inLog(text: string): [table: string, count: number][] {
  const log = new DatabaseSync(join(dataDir, 'log.db'), { readOnly: true })
  try {
    const tables = ['chunks', 'attributions', 'owners', 'epochs', 'snapshots']
    return tables.flatMap((table): [string, number][] => {
      const row = log.prepare(`SELECT count(*) AS n FROM ${table} WHERE project = ?`).get(text)
      return Number(row?.['n']) > 0 ? [[`log ${table}`, Number(row?.['n'])]] : []
    })
  } finally {
    log.close()
  }
}

async function makeModelAndFlow({ id }: Project): Promise<{ flowId: string; modelId: string; fieldId: string }> {
  return server.edit(id, (doc, origin) => {
    const modelId = addModel(doc, { name: 'orders' }, origin)
    addField(doc, { modelId, name: 'number', type: 'autoNumber' }, origin)
    const fieldId = addField(doc, { modelId, name: 'scan', type: 'file' }, origin)
    const daily = { kind: 'schedule', cron: '0 8 * * *', timeZone: 'UTC' } as const
    const flowId = addFlow(doc, { name: 'Mail', trigger: daily }, origin)
    const params = { to: 'ada@example.com', subject: 'Hello', body: 'Hello' }
    addStep(doc, { flowId, parentId: flowId, kind: 'sendMail', params }, origin)
    setFlow(doc, { id: flowId, enabled: true }, origin)
    return { flowId, modelId, fieldId }
  })
}

/** Makes one of everything that a project can have. */
async function fill(form: ContactForm): Promise<{ sourceId: string }> {
  const { owner, project } = form
  const [path, rows] = [`/api/projects/${project.id}`, `/api/dynamic/${project.id}`]
  const call = async <T = { id: string }>(
    ...[method, at, body, headers]: Parameters<typeof owner.call>
  ): Promise<T> => {
    const answer = await owner.call<T>(method, at, body, headers)
    expect(answer.status, `${method} ${at} ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body
  }
  const { flowId } = await makeModelAndFlow(project)
  const scan = { path: `${rows}/files?env=draft`, name: 'scan.txt', bytes: 'a scan' }
  const file = await upload(owner.call, { ...scan, metadata: { collection: 'orders', field: 'scan' } })
  await call('POST', `${rows}/orders?env=draft`, { scan: file.body.id }, { 'idempotency-key': 'once' })
  await call('POST', `${path}/publish`, {})
  await call('POST', `${rows}/orders?env=live`, {})
  await upload(owner.call, { path: `${path}/files`, name: 'logo.txt', bytes: 'a logo' })

  const metadata = { form: form.formId, input: 'papers' }
  const paper = await upload(server.anonymous, { path: `${rows}/files`, name: 'cv.txt', bytes: 'a cv', metadata })
  expect((await sendForm(server, form, { ...GOOD, papers: [paper.body.id] })).status).toBe(201)
  await call('PUT', `${form.path}/settings`, { keepDays: 900 })

  await call('POST', `${path}/flow-secrets`, { name: 'KEY', host: 'example.com', value: 'a secret value' })
  await call('POST', `${path}/flows/${flowId}/hook`)
  await call('POST', `${path}/flows/${flowId}/runs`, { mode: 'test', data: {} })
  const hook = await call('POST', `${path}/webhooks`, { url: 'http://127.0.0.1:1/', events: ['record.created'] })
  await call('POST', `${path}/webhooks/${hook.id}/test`)
  const config = { type: 'csv' }
  const source = await call('POST', '/api/data-sources', { project: project.id, name: 'Stock', config })
  const csv = { 'content-type': 'application/octet-stream' }
  await call('PUT', `/api/data-sources/${source.id}/file?name=a.csv`, Buffer.from('a\n1\n'), csv)
  await call('POST', `/api/data-sources/${source.id}/execute`, { request: 'select * from rows' })

  await call('POST', `${path}/versions`, { label: 'First' })
  const entries = await server.edit(project.id, (doc, origin) => {
    const fork = openProjectDoc()
    Y.applyUpdate(fork.y, Y.encodeStateAsUpdate(doc.y))
    setMeta(fork, { name: 'Better' }, origin)
    return diffDocuments(doc, fork).entries
  })
  await call('POST', `${path}/proposals`, { title: 'Better', difference: { entries } })
  await call('POST', `${path}/api-keys`, { name: 'Script', scopes: ['read:*'] })
  await call('POST', `${path}/share-links`, { role: 'viewer' })
  await call('POST', `${path}/domains`, { host: `${project.id.toLowerCase()}.example.com` })
  await call('PUT', `${path}/app-access`, { entrance: 'public', frameOrigins: [] })
  await call('PUT', `${path}/app-user-settings`, { registration: 'open', verifyEmail: false, roles: [] })
  await visit(form)
  await call('PUT', path, { slug: `${project.slug}-new` })
  return { sourceId: source.id }
}

/** Somebody comes to the app, makes an account and forgets its password. */
async function visit({ project, screenId }: ContactForm): Promise<void> {
  const ada = await registerVisitor(server, project.slug, 'Ada')
  await ada.call('POST', '/api/app/forgot', { email: 'ada@visitors.example' })
  const agent = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0' }
  expect((await ada.call('POST', '/api/app/visits', { kind: 'view', screenId }, agent)).status).toBe(204)
}

/** In which folders there are files with one of these in their path; empty folders stay. */
async function filesNamed(...ids: string[]): Promise<string[]> {
  const all = await readdir(dataDir, { recursive: true, withFileTypes: true })
  const found = all.filter((one) => one.isFile()).map((one) => relative(dataDir, join(one.parentPath, one.name)))
  return found.filter((path) => ids.some((id) => path.includes(id))).map((path) => path.split('/')[0] ?? '')
}

/** Whether the purge has run since the clock was put forward. */
async function hasPurged(): Promise<boolean> {
  const schedule = await db
    .collection<Document & { nextAt: Date }>('job_schedules')
    .findOne({ _id: 'projects.purge', nextAt: { $gt: new Date(time) } })
  return schedule !== null && (await db.collection('jobs').countDocuments({ kind: 'projects.purge' })) === 0
}

it('nothing is left of a project a month after it was deleted, and all of others', { timeout: 120_000 }, async () => {
  const [gone, kept] = [await publishForm(server, 'Gone'), await publishForm(server, 'Kept')]
  const { sourceId } = await fill(gone)
  await fill(kept)
  const files = () => filesNamed(gone.project.id, sourceId)
  expect((await files()).sort()).toEqual(['files', 'files', 'files', 'sources'])
  const named = async (): Promise<string[]> => [...(await mentionsOf(gone.project.id)).keys()].sort()
  const rows = ['draft', 'live'].map((env) => expect.stringMatching(`^r_${gone.project.id}_.*_${env}$`) as string)
  await expect.poll(named, { timeout: 30_000 }).toEqual(expect.arrayContaining([...EVERYTHING, ...rows]))
  const others = async () => new Map([...(await mentionsOf(kept.project.id))].filter(([name]) => !MOVING.has(name)))
  const before = await others()

  expect((await gone.owner.call('DELETE', `/api/projects/${gone.project.id}`)).status).toBe(204)
  time += 29 * DAY
  await expect.poll(hasPurged).toBe(true)
  // An operator could still bring it back.
  const lost = ['old_slugs', 'jobs', 'record_changes', 'record_idempotency']
  expect(await named()).toEqual(expect.arrayContaining([...EVERYTHING.filter((name) => !lost.includes(name)), ...rows]))

  time += 2 * DAY
  await expect.poll(hasPurged).toBe(true)
  expect((await named()).filter((name) => !(name in STAYS))).toEqual([])
  expect(await files()).toEqual([])
  expect(await others()).toEqual(before)
})
