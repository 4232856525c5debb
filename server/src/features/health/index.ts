import { healthApi, type DetailedHealth, type Readiness } from '@axiom/shared/contracts/health'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Metrics } from '../../platform/metrics/metrics.ts'
import type { Mount } from '../auth/index.ts'
import { checkAll, type Dependencies } from './checks.ts'

export { warnOfCollections } from './collections.ts'

export interface HealthDeps {
  dependencies: Dependencies
  /** What operators should know before it becomes a fault. */
  warnings: () => Promise<string[]>
  versions: { axiom: string; node: string; documentSchema: number }
  metrics: Metrics
  /** False from the moment a shutdown begins: balancers stop sending. */
  isReady: () => boolean
}

/** Whether the process lives, what it depends on and how fast that answers, and its figures for Prometheus. */
export function createHealth(
  mount: Mount,
  { dependencies, warnings, versions, metrics, isReady }: HealthDeps,
): { routes: Router<RequestState> } {
  const uptime = (): number => Math.round(process.uptime())
  const live = (): { status: 'ok'; uptime: number } => ({ status: 'ok', uptime: uptime() })
  const routes = mount(healthApi, {
    live,
    liveAlias: live,
    ready: ({ ctx }): Readiness => {
      if (isReady()) return { status: 'ok' }
      ctx.status = 503
      return { status: 'stopping' }
    },
    detailed: async ({ ctx }): Promise<DetailedHealth> => {
      const checks = await checkAll(dependencies)
      const failed = Object.values(checks).some(({ status }) => status === 'failed')
      if (failed) ctx.status = 503
      // What cannot be asked warns of nothing.
      const told = failed ? [] : await warnings()
      return { status: failed ? 'failed' : 'ok', uptime: uptime(), checks, warnings: told, versions }
    },
    metrics: async ({ ctx }) => {
      ctx.type = metrics.registry.contentType
      return metrics.registry.metrics()
    },
  })
  return { routes }
}
