import { z } from 'zod'

import type { RouteSpec } from './route.ts'

const Liveness = z.object({ status: z.literal('ok'), uptime: z.int() })

const Readiness = z.object({ status: z.enum(['ok', 'stopping']) })
export type Readiness = z.infer<typeof Readiness>

const Check = z.object({ status: z.enum(['ok', 'failed']), ms: z.int() })

const DetailedHealth = z.object({
  status: z.enum(['ok', 'failed']),
  /** Seconds since the start. */
  uptime: z.int(),
  /** `files`: the folder or bucket of files. */
  checks: z.object({ store: Check, updateLog: Check, files: Check }),
  /** What works still and will not for ever. */
  warnings: z.array(z.string()),
  versions: z.object({ axiom: z.string(), node: z.string(), documentSchema: z.int() }),
})
export type DetailedHealth = z.infer<typeof DetailedHealth>

const live = {
  method: 'get',
  access: 'public',
  limit: null,
  status: 200,
  answer: Liveness,
} as const

export const healthApi = {
  live: { ...live, id: 'health.live', path: '/health', summary: 'The process lives' },
  liveAlias: { ...live, id: 'health.liveAlias', path: '/api/health', summary: 'The process lives (as /health)' },
  ready: {
    id: 'health.ready',
    method: 'get',
    path: '/health/ready',
    summary: 'Whether balancers may send requests: the stores are open, and it is not stopping',
    access: 'public',
    limit: null,
    status: 200,
    answer: Readiness,
    more: { 503: Readiness },
  },
  detailed: {
    id: 'health.detailed',
    method: 'get',
    path: '/health/detailed',
    summary: 'Each dependency and how fast it answers',
    access: 'public',
    limit: null,
    status: 200,
    answer: DetailedHealth,
    more: { 503: DetailedHealth },
  },
  metrics: {
    id: 'health.metrics',
    method: 'get',
    path: '/metrics',
    summary: 'Figures for Prometheus',
    access: 'public',
    limit: null,
    status: 200,
    answer: 'text/plain',
  },
} as const satisfies Record<string, RouteSpec>
