import type { Environment } from '@axiom/shared/contracts/publishing'
import type { Json } from '@axiom/shared/json'
import { toCellValue, type TableColumn } from '@axiom/shared/tables/guessTable'

import { ApiError, api } from '../../../api/client.ts'

/** A column and the field that it fills. */
export interface FilledColumn extends TableColumn {
  /** API name of the field. */
  name: string
}

export interface RowProblem {
  /** In the file, from 1, the headings not counted. */
  row: number
  label: string
  message: string
}

export interface ImportState {
  done: number
  total: number
  imported: number
  problems: RowProblem[]
}

export interface ImportJob {
  projectId: string
  collection: string
  env: Environment
  columns: readonly FilledColumn[]
  rows: readonly string[][]
  signal: AbortSignal
  onProgress: (state: ImportState) => void
  /** What is said of a cell that does not fit its column. */
  misfit: (cell: string, column: FilledColumn) => string
}

const CHUNK = 250
const ATTEMPTS = 6
const PAUSE_MS = 700

/**
 * Sends a table in pieces. A cell that does not fit is left out, a row that is refused is left out with its neighbours sent again; each is
 * told. A piece that got no answer is sent again under its key, so that no row is there twice. Rejects only when the server stays away.
 */
export async function importRows(job: ImportJob): Promise<ImportState> {
  const state: ImportState = { done: 0, total: job.rows.length, imported: 0, problems: [] }
  for (let at = 0; at < job.rows.length && !job.signal.aborted; at += CHUNK) {
    const piece = job.rows
      .slice(at, at + CHUNK)
      .map((cells, i) => ({ row: at + i + 1, record: toRecord(job, cells, at + i + 1, state) }))
    state.imported += await sendPiece(job, piece, state)
    state.done = Math.min(at + CHUNK, job.rows.length)
    job.onProgress({ ...state, problems: [...state.problems] })
  }
  return state
}

interface SentRow {
  row: number
  record: Record<string, Json>
}

function toRecord(
  job: ImportJob,
  cells: readonly string[],
  row: number,
  { problems }: ImportState,
): Record<string, Json> {
  const values = job.columns.flatMap((column): [string, Json][] => {
    const cell = cells[column.at] ?? ''
    const value = toCellValue(column, cell)
    if (value === undefined) problems.push({ row, label: column.label, message: job.misfit(cell, column) })
    return value === undefined || value === null ? [] : [[column.name, value]]
  })
  return Object.fromEntries(values)
}

/** How many rows of a piece are there in the end. */
async function sendPiece(job: ImportJob, piece: readonly SentRow[], state: ImportState): Promise<number> {
  let left = piece
  while (left.length > 0 && !job.signal.aborted) {
    try {
      await post(
        job,
        left.map(({ record }) => record),
      )
      return left.length
    } catch (error) {
      if (!(error instanceof ApiError) || (error.status !== 400 && error.status !== 409)) throw error
      const refused = refusedOf(error, left, job.columns)
      if (refused.size === 0) throw error
      for (const [sent, problem] of refused) state.problems.push({ row: sent.row, ...problem })
      left = left.filter((sent) => !refused.has(sent))
    }
  }
  return 0
}

/** The rows that an error names, as `12/price`. */
function refusedOf(error: ApiError, rows: readonly SentRow[], columns: readonly FilledColumn[]) {
  const refused = new Map<SentRow, Omit<RowProblem, 'row'>>()
  for (const { path, message } of error.errors) {
    const [at = '', name = ''] = path.split('/')
    const sent = /^\d+$/.test(at) ? rows[Number(at)] : undefined
    const label = columns.find((column) => column.name === name)?.label ?? name
    if (sent && !refused.has(sent)) refused.set(sent, { label, message })
  }
  return refused
}

/** Again after a while when there is no answer, when the server is busy, or when it has not heard of the new model yet. */
async function post({ projectId, collection, env, signal }: ImportJob, records: Record<string, Json>[]): Promise<void> {
  const headers = { 'idempotency-key': crypto.randomUUID() }
  for (let attempt = 1; ; attempt++) {
    try {
      await api.post(`/api/dynamic/${projectId}/${collection}?env=${env}`, records, { headers, signal })
      return
    } catch (error) {
      const passes = error instanceof ApiError && [0, 404, 429, 502, 503, 504].includes(error.status)
      if (!passes || attempt >= ATTEMPTS || signal.aborted) throw error
      await new Promise((done) => setTimeout(done, PAUSE_MS * attempt))
    }
  }
}
