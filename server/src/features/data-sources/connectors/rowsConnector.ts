import { fork } from 'node:child_process'

import { AppError } from '@axiom/shared/errors'
import { bindSql } from '@axiom/shared/queries/sqlRequest'

import { queryFailed, toProblems, type Connector, type RunLimits } from './connector.ts'
import type { RowsAnswers, RowsImport, RowsReply, RowsRequest } from './rowsMessages.ts'
import { readOnlyFirst } from './sql.ts'

const PROCESS = new URL('rowsProcess.ts', import.meta.url)
/** Beyond the time of a query, for the process to start. */
const START_MS = 5_000

/** Rows that were uploaded, as an SQLite file that is only read; each request in a process of its own, which is killed when it is late. */
export function connectRows(file: string | null, limits: RunLimits): Connector {
  const ask = <R extends RowsRequest>(request: R): Promise<RowsAnswers[R['kind']]> => {
    if (file === null) return Promise.reject(queryFailed('This source has no file yet. Upload one.'))
    return askRows(file, request, limits.timeoutMs)
  }
  const bind = (request: string, values: Parameters<Connector['run']>[1]) => {
    readOnlyFirst(request)
    return bindSql(request, values, () => '?')
  }
  return {
    async run(request, values) {
      const { text: sql, values: bound } = bind(request, values)
      return await ask({ kind: 'run', sql, values: bound, limits })
    },
    async check(request, values) {
      try {
        await ask({ kind: 'check', sql: bind(request, values).text })
        return []
      } catch (error) {
        return toProblems(error)
      }
    },
    schema: () => ask({ kind: 'schema' }),
    async ping() {
      await ask({ kind: 'schema' })
    },
    close: () => Promise.resolve(),
  }
}

/** One answer of a new process; with `importing` it makes the file first. Throws `query_failed`, `outbound_timeout`. */
export function askRows<R extends RowsRequest>(
  file: string,
  request: R,
  timeoutMs: number,
  importing?: RowsImport,
): Promise<RowsAnswers[R['kind']]> {
  return new Promise((resolve, reject) => {
    const child = fork(PROCESS, [file, ...(importing ? [JSON.stringify(importing)] : [])], {
      // Nothing of this process is its business.
      env: {},
      execArgv: ['--max-old-space-size=256', '--no-warnings'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'json',
    })
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new AppError('outbound_timeout'))
    }, timeoutMs + START_MS)
    child.once('message', (reply: RowsReply) => {
      child.kill('SIGKILL')
      // A reply belongs to the request of this very process.
      if (reply.ok) resolve(reply.answer as RowsAnswers[R['kind']])
      else reject(queryFailed(`SQLite: ${reply.message}`))
    })
    child.once('error', reject)
    child.once('exit', () => {
      clearTimeout(late)
      reject(queryFailed('The query needed more memory than one may have.'))
    })
    child.send(request)
  })
}
