import type { SourceAnswer, SourceHealth } from '@axiom/shared/contracts/dataSources'
import { AppError } from '@axiom/shared/errors'

import type { ResolvePolicy } from '../../platform/outbound/resolve.ts'
import type { Sealer } from '../../platform/secrets/sealer.ts'
import type { Breaker } from './breaker.ts'
import type { Connections } from './connections.ts'
import { connectSource } from './connectors/connect.ts'
import { LIMITS, type Connector, type ConnectOptions } from './connectors/connector.ts'
import type { SourceFiles } from './files.ts'
import { demandComplete } from './gaps.ts'
import type { SourceStore, StoredSource } from './store.ts'

export interface RunnerDeps {
  store: SourceStore
  connections: Connections
  breaker: Breaker
  files: SourceFiles
  sealer: Sealer
  policy: ResolvePolicy
  now: () => number
}

type Tried = Omit<ConnectOptions, 'policy' | 'limits'> & Pick<StoredSource, 'lacks'>

/** Puts questions to sources: connects, counts, and leaves those alone that do not answer. */
export function createRunner({ store, connections, breaker, files, sealer, policy, now }: RunnerDeps) {
  async function optionsOf(source: StoredSource): Promise<ConnectOptions> {
    const { _id: id, projectId, config, readOnly } = source
    const secret = source.secret && sealer.open(source.secret, id)
    if (source.secret && secret !== null && sealer.isOld(source.secret))
      await store.update(projectId, id, { $set: { secret: { ...sealer.seal(secret, id) } } })
    return { config, secret, readOnly, policy, limits: LIMITS, file: await files.locate(source) }
  }

  /** Throws what the source throws, `unavailable` while it is left alone, `source_incomplete` before it has its secret. */
  async function ask<T>(source: StoredSource, work: (connector: Connector) => Promise<T>): Promise<T> {
    demandComplete(source.lacks)
    breaker.demand(source._id)
    try {
      const connector = await connections.get(source._id, source.revision, () => optionsOf(source))
      const answer = await work(connector)
      breaker.succeeded(source._id)
      return answer
    } catch (error) {
      if (isConnectionFailure(error)) {
        breaker.failed(source._id)
        connections.close(source._id)
      }
      throw error
    }
  }

  return {
    ask,

    /** A query, counted in the statistics of the source. */
    async run(
      source: StoredSource,
      work: (connector: Connector) => Promise<SourceAnswer>,
    ): Promise<SourceAnswer & { ms: number }> {
      demandComplete(source.lacks)
      const start = performance.now()
      const count = (failure: string | null): Promise<unknown> =>
        store.update(source.projectId, source._id, {
          $inc: { runs: 1, totalMs: performance.now() - start, ...(failure === null ? {} : { failures: 1 }) },
          $set: {
            lastUsedAt: new Date(now()).toISOString(),
            ...(failure === null ? {} : { lastError: failure.slice(0, 500) }),
          },
        })
      try {
        const answer = await ask(source, work)
        const ms = performance.now() - start
        await count(null)
        return { ...answer, ms: Math.round(ms) }
      } catch (error) {
        await count(error instanceof AppError ? error.message : 'Something failed on the server.')
        throw error
      }
    },

    async health(source: StoredSource): Promise<SourceHealth> {
      if (breaker.isPaused(source._id)) return { state: 'paused', ms: null, message: source.lastError }
      return judge(() => ask(source, (connector) => connector.ping()))
    },

    /** Tries what is not kept. */
    async test({ lacks, ...options }: Tried): Promise<SourceHealth> {
      return judge(async () => {
        demandComplete(lacks)
        const connector = await connectSource({ ...options, policy, limits: LIMITS })
        try {
          await connector.ping()
        } finally {
          await connector.close()
        }
      })
    },

    async forget(id: string): Promise<void> {
      connections.close(id)
      breaker.forget(id)
      await files.forget(id)
    },
  }
}

export type Runner = ReturnType<typeof createRunner>

async function judge(work: () => Promise<void>): Promise<SourceHealth> {
  const start = performance.now()
  try {
    await work()
    return { state: 'up', ms: Math.round(performance.now() - start), message: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { state: 'down', ms: null, message: error.message }
  }
}

function isConnectionFailure(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'outbound_failed' || error.code === 'outbound_timeout')
}
