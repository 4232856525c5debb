import Router from '@koa/router'

import type { Db } from '../../platform/db/port.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Metrics } from '../../platform/metrics/metrics.ts'

export interface HealthDeps {
  db: Db
  metrics: Metrics
  /** False from the moment a shutdown begins: balancers stop sending. */
  isReady: () => boolean
}

interface Check {
  status: 'ok' | 'failed'
  ms: number
}

/** Whether the process lives, what it depends on and how fast that answers, and its figures for Prometheus. */
export function createHealth({ db, metrics, isReady }: HealthDeps): { routes: Router<RequestState> } {
  const router = new Router<RequestState>()
  const live = (ctx: { body: unknown }): void => {
    ctx.body = { status: 'ok', uptime: Math.round(process.uptime()) }
  }
  router.get('/health', live)
  router.get('/api/health', live)
  router.get('/health/ready', (ctx) => {
    ctx.status = isReady() ? 200 : 503
    ctx.body = { status: isReady() ? 'ok' : 'stopping' }
  })
  router.get('/health/detailed', async (ctx) => {
    const store = await check(() => db.ping())
    const failed = store.status === 'failed'
    ctx.status = failed ? 503 : 200
    ctx.body = { status: failed ? 'failed' : 'ok', uptime: Math.round(process.uptime()), checks: { store } }
  })
  router.get('/metrics', async (ctx) => {
    ctx.type = metrics.registry.contentType
    ctx.body = await metrics.registry.metrics()
  })
  return { routes: router }
}

/** A dependency counts as failed after two seconds of silence. */
async function check(ping: () => Promise<void>): Promise<Check> {
  const started = performance.now()
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in 2 s')), 2_000)
  })
  const status = await Promise.race([ping(), silence]).then(
    () => 'ok' as const,
    () => 'failed' as const,
  )
  clearTimeout(timer)
  return { status, ms: Math.round(performance.now() - started) }
}
