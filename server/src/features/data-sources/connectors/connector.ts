import type { SourceAnswer, SourceConfig, SourceProblem, SourceTable } from '@axiom/shared/contracts/dataSources'
import { AppError } from '@axiom/shared/errors'
import type { ParameterValues } from '@axiom/shared/queries/parameters'

import type { ResolvePolicy } from '../../../platform/outbound/resolve.ts'

/** What one query may take. */
export interface RunLimits {
  timeoutMs: number
  maxRows: number
  /** Of JSON, about. */
  maxBytes: number
}

export const LIMITS: RunLimits = { timeoutMs: 10_000, maxRows: 1_000, maxBytes: 5_000_000 }

/** A source to which queries can be put. All of its calls throw `AppError`: `query_failed` when the query is at fault, `outbound_…` else. */
export interface Connector {
  run(request: string, values: ParameterValues): Promise<SourceAnswer>
  /** What the source itself says about a request that it does not run. */
  check(request: string, values: ParameterValues): Promise<SourceProblem[]>
  schema(): Promise<SourceTable[]>
  /** Rejects when the source does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

export interface ConnectOptions<C extends SourceConfig = SourceConfig> {
  config: C
  secret: string | null
  readOnly: boolean
  policy: ResolvePolicy
  limits: RunLimits
  /** Path of the uploaded rows, where the source has some. */
  file: string | null
}

export type ConfigOf<T extends SourceConfig['type']> = Extract<SourceConfig, { type: T }>

export function queryFailed(message: string): AppError {
  return new AppError('query_failed', { message })
}

/** The one problem that an error names; errors of the connection are no problem of the request and are thrown. */
export function toProblems(error: unknown): SourceProblem[] {
  if (error instanceof AppError && error.code === 'query_failed')
    return [{ path: 'request', code: 'refused', message: error.message }]
  throw error
}

/** Rejects with `outbound_timeout` when it is late; whoever asked then ends the connection, which is what stops the work. */
export function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new AppError('outbound_timeout')), milliseconds)
    work.then(resolve, reject).finally(() => clearTimeout(late))
  })
}
