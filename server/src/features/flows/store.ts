import type { Collection, Db, Filter, Session } from '../../platform/db/port.ts'

export type RunState = 'running' | 'done' | 'stopped' | 'failed'

/** One run of a flow; its id grows with time unless it follows from what started it. */
export interface StoredRun {
  _id: string
  projectId: string
  flowId: string
  flowName: string
  mode: 'live' | 'test'
  env: 'draft' | 'live'
  startedBy: string
  /** The flow as it was, and what started it, as JSON texts: nothing that changes later changes a run. */
  flow: string
  trigger: string
  /** Who tests: mails go there. */
  tester: string | null
  state: RunState
  /** The instruction that comes next, or failed. */
  at: number | null
  /** How many flows in a row led here. */
  depth: number
  error: string | null
  createdAt: Date
  endedAt: string | null
}

export interface StoredStep {
  _id: string
  runId: string
  projectId: string
  n: number
  stepId: string
  key: string
  name: string
  kind: string
  state: 'done' | 'failed'
  /** JSON texts. */
  input: string
  output: string
  error: string | null
  milliseconds: number
  createdAt: Date
}

interface StoredFlowState {
  /** `<projectId> <flowId>` */
  _id: string
  projectId: string
  /** Of the secret address. */
  generation: number
}

interface StoredSchedules {
  /** The project's id. */
  _id: string
  flowIds: string[]
}

const KEEP_SECONDS = 30 * 24 * 3_600

/** Runs and their steps for 30 days, secret addresses, and which flows have a schedule. */
export async function createFlowStore(db: Db) {
  const runs: Collection<StoredRun> = db.collection('flow_runs')
  const steps: Collection<StoredStep> = db.collection('flow_run_steps')
  const hooks: Collection<StoredFlowState> = db.collection('flow_hooks')
  const schedules: Collection<StoredSchedules> = db.collection('flow_schedules')
  await runs.createIndex({ projectId: 1, flowId: 1, createdAt: -1 })
  await runs.createIndex({ createdAt: 1 }, { expireAfterSeconds: KEEP_SECONDS })
  await steps.createIndex({ runId: 1, n: 1 })
  await steps.createIndex({ projectId: 1 })
  await steps.createIndex({ createdAt: 1 }, { expireAfterSeconds: KEEP_SECONDS })

  return {
    transaction: <R>(work: (session: Session) => Promise<R>) => db.withTransaction(work),
    /** False when it is there already. */
    async insertRun(run: StoredRun, session: Session): Promise<boolean> {
      if ((await runs.countDocuments({ _id: run._id }, { limit: 1, session })) > 0) return false
      await runs.insertOne(run, { session })
      return true
    },
    findRun: (projectId: string, id: string) => runs.findOne({ _id: id, projectId }),
    listRuns(projectId: string, flowId: string, { before, limit }: { before: Date | null; limit: number }) {
      const filter: Filter = { projectId, flowId, ...(before === null ? {} : { createdAt: { $lt: before } }) }
      return runs.find(filter, { sort: { createdAt: -1 }, limit })
    },
    /** Null when the run is not where the caller thinks. */
    changeRun: (
      run: Pick<StoredRun, '_id' | 'projectId' | 'state' | 'at'>,
      values: Partial<Pick<StoredRun, 'state' | 'at' | 'error' | 'endedAt'>>,
      session?: Session,
    ) =>
      runs.findOneAndUpdate(
        { _id: run._id, projectId: run.projectId, state: run.state, at: run.at },
        { $set: { ...values } },
        session ? { session } : {},
      ),
    stepsOf: (runId: string) => steps.find({ runId }, { sort: { n: 1 } }),
    async putStep({ _id, ...step }: StoredStep, session: Session): Promise<void> {
      await steps.updateOne({ _id }, { $set: { ...step } }, { session, upsert: true })
    },

    async generationOf(projectId: string, flowId: string): Promise<number> {
      return (await hooks.findOne({ _id: `${projectId} ${flowId}` }))?.generation ?? 1
    },
    async newGeneration(projectId: string, flowId: string): Promise<number> {
      const _id = `${projectId} ${flowId}`
      await hooks.updateOne({ _id }, { $setOnInsert: { projectId, generation: 1 } }, { upsert: true })
      return (await hooks.findOneAndUpdate({ _id }, { $inc: { generation: 1 } }))?.generation ?? 1
    },

    scheduledOf: async (projectId: string, session: Session): Promise<string[]> =>
      (await schedules.findOne({ _id: projectId }, { session }))?.flowIds ?? [],
    async forgetProject(projectId: string): Promise<void> {
      for (const own of [steps, runs, hooks]) await own.deleteMany({ projectId })
      await schedules.deleteOne({ _id: projectId })
    },
    async setScheduled(projectId: string, flowIds: string[], session: Session): Promise<void> {
      await schedules.updateOne({ _id: projectId }, { $set: { flowIds } }, { upsert: true, session })
    },
  }
}

export type FlowStore = Awaited<ReturnType<typeof createFlowStore>>
