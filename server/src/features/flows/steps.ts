import { assertNever } from '@axiom/shared/assertNever'
import { AppError } from '@axiom/shared/errors'
import type { FlowStep } from '@axiom/shared/flows/flow'
import type { Json } from '@axiom/shared/json'
import { addressesIn } from '@axiom/shared/widgets/types/form'

import type { Session } from '../../platform/db/port.ts'
import type { Mailer } from '../../platform/mail/mailer.ts'
import { fetchOutbound, type OutboundPolicy } from '../../platform/outbound/fetchOutbound.ts'
import type { RecordService } from '../records/index.ts'
import { createRecordSteps } from './recordSteps.ts'
import { StepError } from './scope.ts'
import type { FlowSecrets } from './secrets.ts'
import type { StepCall, StepOf, StepResult } from './stepTypes.ts'

const UNITS = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const
const LONGEST_DELAY = 30 * UNITS.days

export interface StepDeps {
  records: RecordService
  mailer: Mailer
  outbound: OutboundPolicy
  secrets: Pick<FlowSecrets, 'fill'>
}

/** Does one step. Throws `StepError` or `AppError` in words for whoever built the flow. */
export function createSteps({ records, mailer, outbound, secrets }: StepDeps) {
  const recordSteps = createRecordSteps(records)
  return async (step: FlowStep, call: StepCall): Promise<StepResult> => {
    const { reader, run } = call
    switch (step.kind) {
      case 'condition': {
        const value = await reader.value(step.params.test)
        const holds = isTrue(value)
        return { input: { test: step.params.test, value }, output: holds, holds }
      }
      case 'createRecord':
        return recordSteps.createRecord(step, call)
      case 'updateRecord':
        return recordSteps.updateRecord(step, call)
      case 'deleteRecord':
        return recordSteps.deleteRecord(step, call)
      case 'findRecords':
        return recordSteps.findRecords(step, call)
      case 'sendMail':
        return sendMail(mailer, step, call)
      case 'callHttp':
        return callHttp({ outbound, secrets }, step, call)
      case 'delay': {
        const delayMs = Math.min(LONGEST_DELAY, step.params.amount * UNITS[step.params.unit])
        const input = { amount: step.params.amount, unit: step.params.unit }
        return { input, output: null, delayMs: run.mode === 'test' ? 0 : delayMs }
      }
      case 'setVariable': {
        const value = await reader.value(step.params.value)
        return { input: { variable: step.params.variable }, output: value }
      }
      case 'stop':
        return { input: null, output: await reader.text(step.params.reason), stops: true }
      default:
        return assertNever(step)
    }
  }
}

async function sendMail(mailer: Mailer, { params }: StepOf<'sendMail'>, call: StepCall): Promise<StepResult> {
  const { run, reader, effectId } = call
  const [list, subject, body] = await Promise.all([params.to, params.subject, params.body].map(reader.text))
  const named = addressesIn(list)
  if (named.length === 0) throw new StepError(`“${list}” names no mail address.`)
  const to = run.tester === null ? named : [run.tester]
  const content = { title: subject ?? '', paragraphs: (body ?? '').split(/\n{2,}/) }
  const mail = { to, subject: subject || run.flowName, content, projectId: run.projectId }
  return {
    input: { to: named, subject: subject ?? '', body: body ?? '' },
    output: { to, sent: mailer.isSetUp },
    commit: (session: Session) => mailer.send(mail, { session, key: effectId }),
  }
}

async function callHttp(
  { outbound, secrets }: Pick<StepDeps, 'outbound' | 'secrets'>,
  { params }: StepOf<'callHttp'>,
  call: StepCall,
): Promise<StepResult> {
  const { run, reader, signal, effectId } = call
  const url = await reader.text(params.url)
  const body = params.body.trim() === '' ? null : JSON.stringify(await reader.value(params.body))
  const { text: own, hide } = await secrets.fill(params.headers, { projectId: run.projectId, url, reader })
  const headers = {
    'idempotency-key': effectId,
    ...(body === null ? {} : { 'content-type': 'application/json' }),
    ...readHeaders(own),
  }
  const init = { method: params.method, headers, signal, ...(body === null ? {} : { body }) }
  const answer = await fetchOutbound(url, init, { ...outbound, timeoutMs: 20_000, maxBytes: 256_000 })
  // Some servers answer what they were sent.
  const text = hide(await answer.text())
  if (answer.status >= 500 || answer.status === 429)
    throw new AppError('outbound_failed', { message: `The other server answered ${answer.status}.` })
  if (!answer.ok) throw new StepError(`The other server answered ${answer.status}: ${text.slice(0, 300)}`)
  return { input: { method: params.method, url, body }, output: { status: answer.status, body: parsed(text) } }
}

/** As JSONata's `$boolean`: nothing, zero and what is empty do not hold. */
function isTrue(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value)
}

function readHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim()
  }
  return headers
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    // Not everybody answers JSON.
    if (error instanceof SyntaxError) return text
    throw error
  }
}
