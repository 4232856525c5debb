import { AppError } from '@axiom/shared/errors'
import type { FlowView } from '@axiom/shared/flows/flow'
import type { Json } from '@axiom/shared/json'

import type { Session } from '../../platform/db/port.ts'
import type { ExpressionPool } from '../../platform/expressions/pool.ts'
import type { JobCall } from '../../platform/jobs/jobs.ts'
import type { ProjectAccess } from '../projects/index.ts'
import { compileProgram, type Instruction } from './program.ts'
import { createReader, scopeOf, StepError } from './scope.ts'
import type { createSteps } from './steps.ts'
import type { StepResult } from './stepTypes.ts'
import type { FlowStore, StoredRun, StoredStep } from './store.ts'

export interface PerformDeps {
  store: FlowStore
  access: ProjectAccess
  expressions: ExpressionPool
  steps: ReturnType<typeof createSteps>
  now: () => number
  /** Makes the job of an instruction, in the transaction that leads to it. */
  queue: (run: StoredRun, at: number, options: { session: Session; delayMs?: number }) => Promise<void>
}

const RESULT_LIMIT = 128 * 1024

/** Does one step of a run, and notes it in the transaction that leads to the next. */
export function createPerform({ store, access, expressions, steps, now, queue }: PerformDeps) {
  async function perform(run: StoredRun, at: number, call: JobCall): Promise<void> {
    const from = performance.now()
    const took = (): number => Math.round(performance.now() - from)
    const instruction = instructionOf(run, at)
    const effectId = `${run._id}-${instruction.step.id}`
    try {
      const reader = createReader(expressions, await scopeOf({ store, access }, run))
      const { signal } = call
      const again = call.attempt > 1
      const result = await steps(instruction.step, { run, reader, signal, effectId, again })
      demandSize(result.output)
      await advance(run, instruction, { result, milliseconds: took() })
    } catch (error) {
      if (!isFinal(error)) throw error
      await fail(run, at, { error: wordsOf(error), milliseconds: took() })
    }
  }

  /** Notes the step and goes on, or neither. */
  async function advance(
    run: StoredRun,
    instruction: Instruction,
    { result, milliseconds }: { result: StepResult; milliseconds: number },
  ): Promise<void> {
    const { step, next, otherwise } = instruction
    const at = result.stops === true ? null : result.holds === false ? otherwise : next
    const state = at !== null ? 'running' : result.stops === true ? 'stopped' : 'done'
    const endedAt = at === null ? new Date(now()).toISOString() : null
    const n = (await store.stepsOf(run._id)).filter(({ stepId }) => stepId !== step.id).length
    await store.transaction(async (session) => {
      if (!(await store.changeRun(run, { at, state, endedAt, error: null }, session))) return
      const { input, output } = result
      await store.putStep(
        toRow(run, new Date(now()), instruction, { n, state: 'done', input, output, error: null, milliseconds }),
        session,
      )
      await result.commit?.(session)
      if (at !== null) await queue(run, at, { session, delayMs: result.delayMs ?? 0 })
    })
  }

  async function fail(run: StoredRun, at: number, { error, milliseconds }: { error: string; milliseconds: number }) {
    const instruction = instructionOf(run, at)
    const n = (await store.stepsOf(run._id)).length
    await store.transaction(async (session) => {
      const values = { state: 'failed', error, endedAt: new Date(now()).toISOString() } as const
      if (!(await store.changeRun(run, values, session))) return
      const row = { n, state: 'failed', input: null, output: null, error, milliseconds } as const
      await store.putStep(toRow(run, new Date(now()), instruction, row), session)
    })
  }

  return { perform, fail }
}

function instructionOf(run: StoredRun, at: number): Instruction {
  const { steps } = JSON.parse(run.flow) as FlowView
  const instruction = compileProgram(steps).instructions[at]
  if (!instruction) throw new RangeError(`Run ${run._id} has no step ${at}.`)
  return instruction
}

/** What repeating cannot mend: mistakes of the flow, and refusals. */
function isFinal(error: unknown): error is StepError | AppError {
  if (error instanceof StepError) return true
  return error instanceof AppError && error.status < 500 && error.code !== 'rate_limited' && error.code !== 'conflict'
}

function wordsOf(error: StepError | AppError): string {
  const details = error instanceof AppError ? (error.details.errors ?? []) : []
  return [error.message, ...details.map(({ path, message }) => `${path} ${message}`)].join(' ').slice(0, 1_000)
}

function demandSize(output: Json): void {
  if (JSON.stringify(output).length > RESULT_LIMIT)
    throw new StepError(`What this step gave is larger than ${RESULT_LIMIT / 1024} kB. Ask for less.`)
}

function toRow(
  run: StoredRun,
  at: Date,
  { step }: Instruction,
  {
    input,
    output,
    ...rest
  }: Pick<StoredStep, 'n' | 'state' | 'error' | 'milliseconds'> & { input: Json; output: Json },
): StoredStep {
  return {
    _id: `${run._id}-${step.id}`,
    runId: run._id,
    projectId: run.projectId,
    stepId: step.id,
    key: step.key,
    name: step.name,
    kind: step.kind,
    input: JSON.stringify(input),
    output: JSON.stringify(output),
    createdAt: at,
    ...rest,
  }
}
