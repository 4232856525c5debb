import type { Page } from '@axiom/shared/contracts/common'
import type { FlowRun, FlowRunDetails, FlowSummary } from '@axiom/shared/contracts/flows'
import type { Project } from '@axiom/shared/contracts/projects'
import { addFlow } from '@axiom/shared/document/operations/addFlow'
import { addStep } from '@axiom/shared/document/operations/addStep'
import { setFlow } from '@axiom/shared/document/operations/setFlow'
import { ELSE } from '@axiom/shared/document/parseFlows'
import { parseModels } from '@axiom/shared/document/parseModels'
import type { FlowTrigger, StepKind } from '@axiom/shared/flows/flow'
import type { Json } from '@axiom/shared/json'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'
import { startReceiver, type Receiver } from '../../../test/startReceiver.ts'
import { startSmtp, type TestSmtp } from '../../../test/startSmtp.ts'

type Step = [kind: StepKind, params: Record<string, Json>, then?: Step[], otherwise?: Step[]]

let server: TestServer
let smtp: TestSmtp
let receiver: Receiver
let owner: Client
let project: Project
let model: { id: string; fields: Record<string, string> }
/** Ahead of the clock by which the store removes what has expired. */
let ahead = 0

beforeAll(async () => {
  smtp = await startSmtp()
  receiver = await startReceiver()
  server = await createTestServer({
    now: () => Date.now() + ahead,
    env: {
      SMTP_URL: smtp.url,
      MAIL_FROM: 'Axiom <axiom@example.com>',
      OUTBOUND_ALLOW: `127.0.0.1:${receiver.port}`,
    },
  })
  owner = await server.register('Owner')
  project = (await owner.call<Project>('POST', '/api/projects', { name: 'Shop', template: 'orders' })).body
  model = await server.edit(project.id, (doc) => {
    const [orders] = parseModels(doc)
    const fields = Object.fromEntries((orders?.fields ?? []).map(({ name, id }) => [name, id]))
    return { id: orders?.id ?? '', fields }
  })
})
afterAll(() => Promise.all([server.close(), smtp.close(), receiver.close()]))

function make(name: string, trigger: FlowTrigger, steps: readonly Step[]): Promise<string> {
  return server.edit(project.id, (doc, origin) => {
    const flowId = addFlow(doc, { name, trigger }, origin)
    const add = (parentId: string, list: readonly Step[]): void => {
      for (const [kind, params, then = [], otherwise = []] of list) {
        const id = addStep(doc, { flowId, parentId, kind, params }, origin)
        add(id, then)
        add(id + ELSE, otherwise)
      }
    }
    add(flowId, steps)
    setFlow(doc, { id: flowId, enabled: true }, origin)
    return flowId
  })
}

const publish = () => owner.call('POST', `/api/projects/${project.id}/publish`, {})
const flowsPath = (): string => `/api/projects/${project.id}/flows`
const runsOf = async (flowId: string): Promise<FlowRun[]> =>
  (await owner.call<Page<FlowRun>>('GET', `${flowsPath()}/${flowId}/runs`)).body.data
const read = async (runId: string): Promise<FlowRunDetails> =>
  (await owner.call<FlowRunDetails>('GET', `/api/projects/${project.id}/flow-runs/${runId}`)).body
async function test(flowId: string, data: Record<string, Json> = {}): Promise<FlowRunDetails> {
  const { body } = await owner.call<FlowRun>('POST', `${flowsPath()}/${flowId}/runs`, { mode: 'test', data })
  await expect.poll(async () => (await read(body.id)).state).not.toBe('running')
  return read(body.id)
}
const ORDER = { customer: 'Ada', product: 'Cake', quantity: 2, status: 'New' }
const addOrder = (values: object, env = 'live') =>
  owner.call<{ data: { id: string } }>('POST', `/api/dynamic/${project.id}/orders?env=${env}`, { ...ORDER, ...values })
const onCreated = (): FlowTrigger => ({ kind: 'event', event: 'record.created', modelId: model.id, formId: null })

describe('flows', () => {
  it('start with a new record, decide, write and send mail, with input and output of each step', async () => {
    const flowId = await make('Welcome', onCreated(), [
      [
        'condition',
        { test: 'trigger.record.quantity > 1' },
        [
          [
            'updateRecord',
            {
              model: model.id,
              record: 'trigger.record.id',
              values: { [model.fields['note'] ?? '']: '"big: " & trigger.record.customer' },
            },
          ],
          [
            'sendMail',
            {
              to: 'boss@example.com',
              subject: 'Order of {{ trigger.record.customer }}',
              body: 'Note: {{ steps.updateRecord.note }}',
            },
          ],
        ],
        [['stop', { reason: 'too small' }]],
      ],
    ])
    await publish()
    await addOrder({ customer: 'Draft' }, 'draft')
    const { body } = await addOrder({ customer: 'Bea' })
    await expect.poll(() => smtp.received.length).toBe(1)
    expect(smtp.received[0]?.to).toEqual(['boss@example.com'])
    expect(smtp.received[0]?.source).toContain('Subject: Order of Bea')
    expect(smtp.received[0]?.source).toContain('Note: big: Bea')
    await expect.poll(async () => (await runsOf(flowId)).map(({ state }) => state)).toEqual(['done'])
    const [run] = await runsOf(flowId)
    const details = await read(run?.id ?? '')
    expect(details).toMatchObject({
      mode: 'live',
      env: 'live',
      startedBy: 'record.created',
      trigger: { record: { id: body.data.id } },
    })
    expect(details.steps.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'condition done',
      'updateRecord done',
      'sendMail done',
    ])
    await addOrder({ customer: 'Cy', quantity: 1 })
    await expect.poll(async () => (await runsOf(flowId)).map(({ state }) => state)).toEqual(['stopped', 'done'])
    const { body: listed } = await owner.call<{ data: FlowSummary[] }>('GET', flowsPath())
    expect(listed.data.find(({ id }) => id === flowId)).toMatchObject({
      live: true,
      trigger: 'record.created',
      lastRun: { state: 'stopped' },
    })
    const app = await server.app(project.slug, '/app.json')
    expect(app.text).not.toContain('boss@example.com')
  })

  it('are tested on the draft: mail goes to the tester, nothing waits, variables and found records are read by later steps', async () => {
    await addOrder({ customer: 'Dana', quantity: 7 }, 'draft')
    const flowId = await make('Try', { kind: 'manual' }, [
      [
        'findRecords',
        { model: model.id, field: model.fields['customer'] ?? '', operator: 'eq', value: '"Dana"', limit: 5 },
      ],
      ['setVariable', { variable: 'sum', value: '$sum(steps.findRecords.records.quantity)' }],
      ['delay', { amount: 3, unit: 'days' }],
      ['sendMail', { to: 'customer@example.com', subject: 'Sum {{ vars.sum }}', body: 'x' }],
    ])
    const before = smtp.received.length
    const run = await test(flowId)
    expect(run).toMatchObject({ state: 'done', env: 'draft', error: null })
    expect(run.steps.map(({ output }) => output)).toMatchObject([{ count: 1 }, 7, null, { to: ['owner@example.com'] }])
    await expect.poll(() => smtp.received.length).toBe(before + 1)
    expect(smtp.received.at(-1)).toMatchObject({ to: ['owner@example.com'] })
    expect(smtp.received.at(-1)?.source).toContain('Subject: Sum 7')
  })

  it('say which step failed and why, and go on there', async () => {
    receiver.answer('/crm', 400)
    const flowId = await make('Tell', { kind: 'manual' }, [
      [
        'createRecord',
        {
          model: model.id,
          values: Object.fromEntries(
            Object.entries({ customer: '"Eve"', product: '"Pie"', quantity: '1', status: '"New"' }).map(
              ([name, value]) => [model.fields[name] ?? '', value],
            ),
          ),
        },
      ],
      [
        'callHttp',
        {
          method: 'POST',
          url: `${receiver.url}/crm`,
          headers: 'X-Kind: order',
          body: '{ "id": steps.createRecord.id }',
        },
      ],
    ])
    const failed = await test(flowId)
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringContaining('The other server answered 400') })
    expect(failed.steps.map(({ state }) => state)).toEqual(['done', 'failed'])
    receiver.answer('/crm', 200)
    expect((await owner.call('POST', `/api/projects/${project.id}/flow-runs/${failed.id}/retry`)).status).toBe(200)
    await expect.poll(async () => (await read(failed.id)).state).toBe('done')
    const { steps } = await read(failed.id)
    expect(steps.map(({ state }) => state)).toEqual(['done', 'done'])
    const [first, second] = receiver.at('/crm')
    expect(first?.headers).toMatchObject({ 'x-kind': 'order', 'idempotency-key': second?.headers['idempotency-key'] })
    expect(JSON.parse(second?.body ?? '')).toEqual({ id: (steps[0]?.output as { id: string }).id })
    const { body } = await owner.call<{ data: unknown[] }>(
      'GET',
      `/api/dynamic/${project.id}/orders?env=draft&customer=Eve`,
    )
    expect(body.data).toHaveLength(1)
    expect((await owner.call('POST', `/api/projects/${project.id}/flow-runs/${failed.id}/retry`)).status).toBe(409)
  })

  it('name what is wrong in an expression, and reach nothing inside', async () => {
    const flowId = await make('Wrong', { kind: 'manual' }, [['setVariable', { variable: 'x', value: '1 +' }]])
    expect(await test(flowId)).toMatchObject({ state: 'failed', error: expect.stringContaining('“1 +”') })
    const inside = await make('Inside', { kind: 'manual' }, [
      ['callHttp', { method: 'GET', url: 'http://127.0.0.1:1/' }],
    ])
    expect((await test(inside)).state).toBe('failed')
  })

  it('are started by their secret address, and by no other', async () => {
    const flowId = await make('Hooked', { kind: 'webhook' }, [
      ['setVariable', { variable: 'n', value: 'trigger.body.n * 2' }],
    ])
    const { body } = await owner.call<{ url: string }>('GET', `${flowsPath()}/${flowId}/hook`)
    const path = new URL(body.url).pathname
    expect((await server.anonymous('POST', path, { n: 4 })).status).toBe(404)
    await publish()
    const started = await server.anonymous<{ runId: string }>('POST', path, { n: 4 })
    expect(started.status).toBe(201)
    await expect.poll(async () => (await read(started.body.runId)).state).toBe('done')
    expect((await read(started.body.runId)).steps[0]?.output).toBe(8)
    expect((await server.anonymous('POST', path.replace(/.$/, '-'), { n: 4 })).status).toBe(404)
    const { body: rotated } = await owner.call<{ url: string }>('POST', `${flowsPath()}/${flowId}/hook`)
    expect((await server.anonymous('POST', path, { n: 4 })).status).toBe(404)
    expect((await server.anonymous('POST', new URL(rotated.url).pathname, { n: 4 })).status).toBe(201)
  })

  it('start at their times once they are published, and no more when they are turned off', async () => {
    const flowId = await make('Daily', { kind: 'schedule', cron: '0 8 * * *', timeZone: 'Europe/Zurich' }, [])
    await publish()
    const { body: listed } = await owner.call<{ data: FlowSummary[] }>('GET', flowsPath())
    expect(listed.data.find(({ id }) => id === flowId)?.live).toBe(true)
    // The schedule is set by a job after publishing.
    await expect
      .poll(
        async () => {
          ahead += 24 * 3_600_000
          owner = await server.signInAgain(owner)
          return (await runsOf(flowId)).length
        },
        { timeout: 20_000, interval: 1_500 },
      )
      .toBeGreaterThan(0)
    expect((await runsOf(flowId))[0]).toMatchObject({ startedBy: 'schedule', state: 'done' })
  })

  it('that start one another end', async () => {
    const flowId = await make('Loop', onCreated(), [
      [
        'condition',
        { test: 'trigger.record.customer = "Loop"' },
        [
          [
            'createRecord',
            {
              model: model.id,
              values: Object.fromEntries(
                Object.entries({ customer: '"Loop"', product: '"Pie"', quantity: '1', status: '"New"' }).map(
                  ([name, value]) => [model.fields[name] ?? '', value],
                ),
              ),
            },
          ],
        ],
      ],
    ])
    await publish()
    await addOrder({ customer: 'Loop' })
    await expect
      .poll(async () => (await runsOf(flowId)).map(({ state }) => state), { timeout: 20_000 })
      .toContain('failed')
    const runs = await runsOf(flowId)
    expect(runs.filter(({ state }) => state === 'done')).toHaveLength(5)
    expect(runs[0]?.error).toContain('started one another')
  })

  it('are for editors, each in its own project', async () => {
    const flowId = await make('Mine', { kind: 'manual' }, [])
    const run = await test(flowId)
    const stranger = await server.register('Stranger')
    expect((await server.anonymous('GET', flowsPath())).status).toBe(401)
    expect((await stranger.call('GET', flowsPath())).status).toBe(404)
    const { body: other } = await stranger.call<Project>('POST', '/api/projects', { name: 'Other' })
    expect((await stranger.call('GET', `/api/projects/${other.id}/flow-runs/${run.id}`)).status).toBe(404)
    expect((await stranger.call('POST', `/api/projects/${other.id}/flows/${flowId}/runs`, {})).status).toBe(404)
    const member = { email: stranger.session.user.email, role: 'viewer' }
    await owner.call('POST', `/api/projects/${project.id}/members`, member)
    expect((await stranger.call('GET', flowsPath())).status).toBe(403)
    expect((await owner.call('GET', `${flowsPath()}/${flowId}/runs?cursor=x`)).status).toBe(400)
  })
})
