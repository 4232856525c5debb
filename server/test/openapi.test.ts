import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ROUTES } from '@axiom/shared/contracts/api'
import type { ProjectApi } from '@axiom/shared/contracts/apis'
import type { DataSource } from '@axiom/shared/contracts/dataSources'
import type { Upload } from '@axiom/shared/contracts/files'
import type { FlowRun } from '@axiom/shared/contracts/flows'
import type { Project } from '@axiom/shared/contracts/projects'
import type { Proposal } from '@axiom/shared/contracts/proposals'
import type { Release } from '@axiom/shared/contracts/publishing'
import type { Version } from '@axiom/shared/contracts/versions'
import type { Webhook } from '@axiom/shared/contracts/webhooks'
import { addField } from '@axiom/shared/document/operations/addField'
import { addFlow } from '@axiom/shared/document/operations/addFlow'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { setModelProof } from '@axiom/shared/document/operations/setModelRule'
import { parseModels } from '@axiom/shared/document/parseModels'
import { isObject } from '@axiom/shared/json'
import { compileApp } from '@axiom/shared/model/app'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { addressesOf } from '../src/addresses.ts'
import { readEnv } from '../src/env.ts'
import { createFeatures } from '../src/features.ts'
import { noCache } from '../src/platform/cache/cache.ts'
import { openSqliteDb } from '../src/platform/db/sqlite/openSqliteDb.ts'
import { createLimits } from '../src/platform/http/limit.ts'
import { openJobs } from '../src/platform/jobs/openJobs.ts'
import { createLog } from '../src/platform/logging/log.ts'
import { openMailer } from '../src/platform/mail/openMailer.ts'
import { createMetrics } from '../src/platform/metrics/metrics.ts'
import { parseAllowList } from '../src/platform/outbound/allowList.ts'
import { createSealer } from '../src/platform/secrets/sealer.ts'
import { editorRoutes } from '../src/sites.ts'
import { checkAnswer } from './checkAnswer.ts'
import { widget } from './contactForm.ts'
import { type Answer, createTestServer, type Client, type TestServer } from './createTestServer.ts'
import { upload } from './uploading.ts'

let server: TestServer
let mara: Client
let ids: Record<string, string>
let heldUploadId: string

beforeAll(async () => {
  server = await createTestServer()
  mara = await server.register('Mara')
  const { body: project } = await mara.call<Project>('POST', '/api/projects', { name: 'Orders', template: 'orders' })
  const base = `/api/projects/${project.id}`
  const { body: version } = await mara.call<Version>('POST', `${base}/versions`, { label: 'First' })
  const form = await server.edit(project.id, (doc, origin) => {
    const screenId = compileApp(doc, project.id).screens[0]?.id ?? ''
    const nodes = [widget('form', { model: '' }), widget('form', { model: '', captcha: true })]
    const [formId = '', guardedId = ''] = insertNodes(doc, { parentId: screenId, nodes }, origin)
    return { screenId, formId, guardedId }
  })
  await server.edit(project.id, (doc, origin) => {
    for (const { id } of parseModels(doc)) setModelProof(doc, { id, isAsked: true }, origin)
  })
  const { body: release } = await mara.call<Release>('POST', `${base}/publish`, {})
  const sent = { screenId: form.screenId, formId: form.formId, formData: {} }
  const { body: submission } = await mara.call<{ id: string }>('POST', `${base}/submissions`, sent)
  const { body: proposal } = await mara.call<Proposal>('POST', `${base}/proposals`, {
    title: 'Greener',
    difference: {
      entries: [{ root: 'theme', row: null, key: 'accent', from: null, to: { kind: 'value', value: 'green' } }],
    },
  })
  const records = `/api/dynamic/${project.id}/orders`
  const { body: record } = await mara.call<{ data: { id: string } }>('POST', records, {
    customer: 'Ada',
    product: 'Salix caprea',
    quantity: 3,
  })
  const { body: file } = await upload(mara.call, { path: `${base}/files`, name: 'logo.txt', bytes: 'logo' })
  const { body: held } = await holdFile(project.id)
  await mara.call('POST', `${base}/share-links`, { role: 'viewer', expiresInDays: 7 })
  const source = { project: project.id, name: 'Stock', config: { type: 'csv' } }
  const { body: stock } = await mara.call<DataSource>('POST', '/api/data-sources', source)
  await mara.call('PUT', `/api/data-sources/${stock.id}/file`, 'sku\nA1\n')
  const modelId = await server.edit(project.id, (doc) => parseModels(doc)[0]?.id ?? '')
  const { body: api } = await mara.call<ProjectApi>('POST', `${base}/apis`, {
    name: 'All',
    method: 'GET',
    path: '/all-orders',
    modelId,
    operation: 'list',
    auth: 'viewer',
  })
  const { body: webhook } = await mara.call<Webhook>('POST', `${base}/webhooks`, {
    url: 'https://receiver.example/',
    events: ['record.created'],
  })
  const flowId = await server.edit(project.id, (doc, origin) =>
    addFlow(doc, { name: 'Tell', trigger: { kind: 'manual' } }, origin),
  )
  const { body: run } = await mara.call<FlowRun>('POST', `${base}/flows/${flowId}/runs`, {})
  ids = {
    modelId,
    apiId: api.id,
    webhookId: webhook.id,
    flowId,
    runId: run.id,
    submissionId: submission.id,
    formId: form.guardedId,
    sourceId: stock.id,
    id: project.id,
    slug: project.slug,
    versionId: version.id,
    proposalId: proposal.id,
    releaseId: release.id,
    project: project.id,
    collection: 'orders',
    recordId: record.data.id,
    fileId: file.id,
    uploadId: file.id,
  }
  heldUploadId = held.id
})

afterAll(() => server.close())

/** A file that was uploaded for a field. */
async function holdFile(projectId: string): Promise<Answer<Upload>> {
  await server.edit(projectId, (doc, origin) => {
    const modelId = addModel(doc, { name: 'papers', label: 'Papers' }, origin)
    addField(doc, { modelId, name: 'scan', label: 'Scan', type: 'file' }, origin)
  })
  const path = `/api/dynamic/${projectId}/files?env=draft`
  return upload(mara.call, { path, name: 'a.txt', bytes: 'a', metadata: { collection: 'papers', field: 'scan' } })
}

const fill = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'uploadId' && path.startsWith('/api/dynamic/') ? heldUploadId : (ids[name] ?? name),
  )

/** Of routes that cannot be asked without one. */
const QUERIES: Readonly<Record<string, string>> = {
  'records.duplicates': '?field=customer',
  'dataSources.list': '?project={id}',
  'submissions.challenge': '?form={formId}',
  'projects.checkSlug': '?slug=orders',
  'domains.allowed': '?domain={slug}.localhost',
  'history.difference': `?at=${new Date().toISOString()}`,
  'history.state': `?at=${new Date().toISOString()}`,
}

describe('the platform describes itself', () => {
  it('in a document that a validator accepts and whose references all lead somewhere', async () => {
    const { body } = await server.anonymous('GET', '/api/openapi.json')
    expect(await new Validator().validate(structuredClone(body))).toMatchObject({ valid: true })
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"#([^"]*)"/g)].map(([, path = '']) => path)
    expect(references.length).toBeGreaterThan(50)
    for (const path of new Set(references)) {
      const target = path.split('/').slice(1)
      const found = target.reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), body)
      expect(found, path).toBeDefined()
    }
  })

  it('names each route once', () => {
    for (const key of ['id', 'path'] as const) {
      const names = ROUTES.map((route) => (key === 'id' ? route.id : `${route.method} ${route.path}`))
      expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
    }
  })

  it('with exactly the routes that exist', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'axiom-routes-'))
    const db = await openSqliteDb({ file: join(dataDir, 'store.db') })
    const [log, metrics] = [createLog('silent'), createMetrics()]
    const jobs = await openJobs({ db, log, metrics })
    const { mailer } = await openMailer({ db, jobs, now: Date.now, smtp: null })
    const features = await createFeatures({
      cache: noCache,
      dataDir,
      db,
      jobs,
      mailer,
      log,
      metrics,
      limits: createLimits(),
      secret: 'a test secret of at least 32 characters',
      now: Date.now,
      addresses: addressesOf(readEnv({}), () => 0),
      sealer: createSealer(['a test key of at least 32 characters']),
      resolveTxt: async () => null,
      outbound: { allow: parseAllowList([]) },
      isReady: () => true,
    })
    const routers = [features.health.routes, ...editorRoutes(features)]
    // Parameters may have other names; GET answers HEAD as well.
    const bare = (path: string): string => path.replaceAll(/:\w+|\{\w+\}/g, '*')
    const real = routers.flatMap(({ stack }) =>
      stack.flatMap(({ methods, path }) =>
        methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${bare(String(path))}`),
      ),
    )
    const described = ROUTES.map(({ method, path }) => `${method.toUpperCase()} ${bare(path)}`)
    expect(real.sort()).toEqual(described.sort())
    await features.files.close()
    await features.collaboration.close()
    await db.close()
    await rm(dataDir, { recursive: true })
  })

  it.each(ROUTES.filter(({ method, answer }) => method === 'get' && answer !== 'text/event-stream'))(
    'as $id really answers: $path',
    async ({ id, path, status, more }) => {
      // The client of the test server compares each answer with the document.
      const answer = await mara.call('GET', fill(path + (QUERIES[id] ?? '')))
      expect([status, ...Object.keys(more ?? {}).map(Number)]).toContain(answer.status)
      expect(answer.status).toBeLessThan(400)
    },
  )

  it.each(ROUTES.filter(({ access }) => access !== 'public' && access !== 'sameOrigin' && access !== 'rules'))(
    'as $id refuses a stranger, before it looks at what he sends',
    async ({ method, path }) => {
      const { status, body } = await server.anonymous(method.toUpperCase(), fill(path))
      expect([status, body['code']]).toEqual([401, 'unauthenticated'])
    },
  )

  // What starts a flow by its secret address takes any JSON.
  it.each(ROUTES.filter(({ id, body, access }) => body !== undefined && access !== 'rules' && id !== 'flows.start'))(
    'as $id refuses a body that is none of its own',
    async ({ method, path }) => {
      const { status, body } = await mara.call(method.toUpperCase(), fill(path), { planted: true })
      expect([status, body['code']]).toEqual([400, 'invalid_input'])
    },
  )

  it('and an answer that is not as described fails a test', () => {
    const given = { method: 'GET', path: '/api/projects', contentType: 'application/json' }
    const refused = (more: { status: number; body: unknown; path?: string; contentType?: string }) => () =>
      checkAnswer({ ...given, ...more })
    expect(refused({ status: 200, body: { data: [] } })).not.toThrow()
    expect(refused({ status: 200, body: { data: [{ id: 1 }] } })).toThrow('not as described')
    expect(refused({ status: 201, body: { data: [] } })).toThrow('a status that')
    expect(refused({ status: 200, body: 'text', contentType: 'text/html' })).toThrow('text/html')
    expect(refused({ status: 200, body: {}, path: '/api/projectz' })).toThrow('no such route')
  })
})
