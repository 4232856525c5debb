import { OnMisfit } from '@axiom/shared/contracts/misfits'
import { AppError } from '@axiom/shared/errors'
import type { Json } from '@axiom/shared/json'
import type { CompiledModel } from '@axiom/shared/model/compile'
import { fitValue } from '@axiom/shared/model/fitValue'
import { isFilledIn } from '@axiom/shared/model/relations'
import { z } from 'zod'

import { Hopeless, type Jobs } from '../../platform/jobs/jobs.ts'
import type { HeldFiles } from '../files/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Contracts } from './contracts.ts'
import type { FillIn } from './fillIn.ts'
import { ALL } from './policy.ts'
import type { RecordStore } from './store.ts'
import { rowsOf, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'
import { toStored } from './values.ts'
import type { Writer } from './write.ts'

/** Rows that are read, and written, together. */
const PAGE = 200

const Conversion = z.object({
  projectId: z.string(),
  modelId: z.string(),
  env: z.enum(['draft', 'live']),
  onMisfit: OnMisfit,
})
export type Conversion = z.infer<typeof Conversion>

export interface ConvertDeps {
  store: RecordStore
  contracts: Contracts
  access: ProjectAccess
  fillIn: FillIn
  write: Writer
  jobs: Jobs
  files: HeldFiles
  now: () => number
}

/**
 * Brings the rows of a model to its fields as they are now: a job. A row that fits already is left alone, so that one which was
 * interrupted goes on by beginning again, and a second one finds nothing to do.
 */
export function createConverter({ store, contracts, access, fillIn, write, jobs, files, now }: ConvertDeps) {
  const job = jobs.define({
    kind: 'records.convert',
    payload: Conversion,
    owner: ({ projectId }) => projectId,
    concurrency: 1,
    timeoutMs: 30 * 60_000,
    run: (conversion, { signal }) => run(conversion, signal),
  })

  async function run({ projectId, modelId, env, onMisfit }: Conversion, signal: AbortSignal): Promise<void> {
    const at = await targetOf(projectId, modelId, env)
    const home = rowsOf(at, at.compiled.model)
    for await (const rows of store.pages(home, PAGE)) {
      signal.throwIfAborted()
      const changed = await changedOf(at, rows, onMisfit)
      if (changed.length === 0) continue
      await write(at, {
        records: changed,
        // What they refer to is what they referred to.
        keepsReferences: true,
        async work(session, change) {
          for (const record of changed) {
            // Somebody else wrote it meanwhile: by the fields as they are now.
            if (!(await store.replace(home, record, record.v - 1, session))) continue
            const before = rows.find(({ _id }) => _id === record._id)
            change(record, 'updated', before ? { before } : {})
          }
        },
      })
    }
  }

  async function targetOf(projectId: string, modelId: string, env: Conversion['env']): Promise<Target> {
    const project = await access.resolve(projectId)
    if (!project) throw new Hopeless('The project does not exist any more.')
    const { models } = await contracts.load(projectId, env)
    const name = [...models.values()].find(({ model }) => model.id === modelId)?.model.name
    if (name === undefined) throw new Hopeless('The model does not exist any more.')
    const { compiled, validators } = await contracts.model(projectId, env, name)
    await store.ensureIndexes(rowsOf({ project, env }, compiled.model), compiled.model)
    return {
      project,
      env,
      caller: { signedIn: true, role: 'owner' },
      actorId: null,
      compiled,
      validators,
      scope: ALL,
      unguarded: [],
      partly: compiled.partly,
      presentFile: (file) => files.present(project.id, file),
      now: now(),
    }
  }

  async function changedOf(
    { project, env, compiled }: Target,
    rows: StoredRecord[],
    onMisfit: OnMisfit,
  ): Promise<StoredRecord[]> {
    const defaults = onMisfit === 'default' ? defaultsOf(compiled) : {}
    const next = rows.map((row) => ({ ...row, f: fitted(compiled, row.f, defaults) }))
    for (const field of compiled.model.fields) {
      if (field.type !== 'autoNumber') continue
      const without = next.filter(({ f }) => typeof f[field.id] !== 'number')
      if (without.length > 0) await fillIn.number({ project, env, compiled }, without, [field])
    }
    await fillIn.compute(compiled, next)
    const updatedAt = new Date(now()).toISOString()
    return next.flatMap((row, i) =>
      JSON.stringify(sorted(row.f)) === JSON.stringify(sorted(rows[i]?.f ?? {}))
        ? []
        : [{ ...row, v: row.v + 1, updatedAt }],
    )
  }

  return {
    async convert(conversion: Conversion): Promise<void> {
      const { models } = await contracts.load(conversion.projectId, conversion.env)
      if (![...models.values()].some(({ model }) => model.id === conversion.modelId)) throw new AppError('not_found')
      await job.enqueue(conversion, { key: `${conversion.projectId}/${conversion.modelId}/${conversion.env}` })
    },
  }
}

/** Values as the fields take them; of deleted fields as they are. */
function fitted({ byId }: CompiledModel, f: StoredRecord['f'], defaults: StoredRecord['f']): StoredRecord['f'] {
  const kept = Object.entries(f).flatMap(([id, stored]): [string, Json][] => {
    const field = byId.get(id)
    const value = field ? fitValue(field, stored) : stored
    return value === undefined || value === null ? [] : [[id, value]]
  })
  const lost = Object.keys(f).filter((id) => !kept.some(([known]) => known === id))
  const required = [...byId.values()].filter(({ id, constraints }) => constraints.required === true && !(id in f))
  const filled = [...lost, ...required.map(({ id }) => id)].flatMap((id) =>
    id in defaults ? [[id, defaults[id]]] : [],
  )
  return Object.fromEntries([...kept, ...filled])
}

/** Defaults as they are stored; those that do not fit their own field are none. */
function defaultsOf(compiled: CompiledModel): StoredRecord['f'] {
  const values = compiled.model.fields.flatMap((field) => {
    const value = field.constraints.default
    return value === undefined || isFilledIn(field) || fitValue(field, value) === undefined
      ? []
      : [[field.name, value] as const]
  })
  return toStored(compiled, Object.fromEntries(values))
}

function sorted(f: StoredRecord['f']): [string, Json][] {
  return Object.entries(f).sort(([a], [b]) => (a < b ? -1 : 1))
}
