import type {
  ExecuteAnswer,
  ExecuteInput,
  SourceConfig,
  SourceHealth,
  SourceProblem,
  SourceTable,
} from '@axiom/shared/contracts/dataSources'
import { AppError } from '@axiom/shared/errors'
import { readParameters } from '@axiom/shared/queries/parameters'

import type { ExpressionPool } from '../../platform/expressions/pool.ts'
import type { Sealer } from '../../platform/secrets/sealer.ts'
import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import { demandSecretAgain } from './destination.ts'
import type { SourceFiles } from './files.ts'
import { findProblems } from './findProblems.ts'
import { gapsLeft } from './gaps.ts'
import type { Runner } from './runner.ts'
import type { SourceStore, StoredSource } from './store.ts'

export interface SourceServiceDeps {
  store: SourceStore
  access: ProjectAccess
  runner: Runner
  files: SourceFiles
  sealer: Sealer
  expressions: ExpressionPool
  now: () => number
}

/** What is asked of a source; `get` finds it and judges who asks. */
export function createQuestions(
  { store, access, runner, files, sealer, expressions }: SourceServiceDeps,
  get: (actor: UserActor, id: string) => Promise<StoredSource>,
) {
  return {
    async test(
      actor: UserActor,
      input: { project: string; id?: string | undefined; config: SourceConfig; secret?: string | null | undefined },
    ): Promise<SourceHealth> {
      await access.authorize(actor, input.project, 'dataSources.manage')
      const source = input.id === undefined ? null : await store.findIn(input.project, input.id)
      if (input.id !== undefined && !source) throw new AppError('not_found')
      if (source) demandSecretAgain(source, input.config, input.secret)
      const kept = source?.secret && input.secret === undefined ? sealer.open(source.secret, source._id) : null
      const file = source && (await files.locate(source))
      const lacks = source ? gapsLeft(source, input) : []
      return runner.test({ config: input.config, secret: input.secret ?? kept, readOnly: true, file, lacks })
    },

    async execute(actor: UserActor, id: string, input: ExecuteInput): Promise<ExecuteAnswer> {
      const source = await get(actor, id)
      const read = readParameters(input.parameters, input.values)
      if (!read.ok)
        throw new AppError('invalid_input', {
          errors: read.errors.map(({ path, ...error }) => ({ path: `values/${path}`, ...error })),
        })
      const answer = await runner.run(source, (connector) => connector.run(input.request, read.values))
      const transform = input.transform?.trim() ?? ''
      const transformed = transform === '' ? null : await expressions.evaluate(transform, answer.data)
      return { ...answer, transformed }
    },

    async schema(actor: UserActor, id: string): Promise<SourceTable[]> {
      return runner.ask(await get(actor, id), (connector) => connector.schema())
    },

    async validate(actor: UserActor, id: string, input: Omit<ExecuteInput, 'values'>): Promise<SourceProblem[]> {
      const source = await get(actor, id)
      const problems = findProblems(source.config.type, input)
      if (problems.length > 0) return problems
      const values = Object.fromEntries(input.parameters.map(({ name }) => [name, null]))
      return runner.ask(source, (connector) => connector.check(input.request, values))
    },

    async health(actor: UserActor, id: string): Promise<SourceHealth> {
      return runner.health(await get(actor, id))
    },

    /** Answers kept under the old version are no longer found, in whatever process. */
    async forgetAnswers(actor: UserActor, id: string): Promise<void> {
      const { projectId } = await get(actor, id)
      await store.update(projectId, id, { $inc: { cacheVersion: 1 } })
    },
  }
}
