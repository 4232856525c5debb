import type { ImportReport } from '@axiom/shared/contracts/records'
import { AppError } from '@axiom/shared/errors'

import type { RecordStore } from '../store.ts'
import type { Batch, StoredRecord } from '../stored.ts'
import type { Target } from '../target.ts'
import type { Together } from '../transact.ts'
import { UPSERT_ATTEMPTS, type Upserted, type Upserter } from '../upsert.ts'
import { type Good, type ImportOptions, readLines } from './lines.ts'
import { taken, unsound, withoutNulls } from './screen.ts'

/** Lines that are written together: few enough that others get their turn, many enough to be fast. */
const CHUNK = 250
/** Lines whose errors are told one by one; the others are only counted. */
const TOLD = 1_000

export interface ImporterDeps extends Pick<Upserter, 'upsertMany'> {
  store: RecordStore
  together: Together
  create: (at: Target, input: unknown, idempotencyKey: null) => Promise<StoredRecord[]>
}

/** Undoes the transaction of a dry run, with what it would have done. */
class Undone extends Error {
  readonly done: Upserted[]
  constructor(done: Upserted[]) {
    super('a dry run is undone')
    this.done = done
  }
}

/** Reads a file and keeps what is right of it; each line stands by itself, and what is wrong is told by its number. */
export function createImporter({ store, together, create, upsertMany }: ImporterDeps) {
  return async function importRecords(
    target: Target,
    body: AsyncIterable<Buffer>,
    options: ImportOptions,
  ): Promise<ImportReport> {
    // What may not be written is refused line by line, by the writers.
    const at = { ...target, compiled: { ...target.compiled.whole, whole: target.compiled.whole } }
    const report: ImportReport = { lines: 0, created: 0, updated: 0, failed: 0, dryRun: options.dryRun, errors: [] }
    let chunk: Good[] = []
    const flush = async (): Promise<void> => {
      await writeLines(at, chunk, options, report)
      chunk = []
    }
    for await (const line of readLines(body, options.format, at.compiled)) {
      report.lines++
      if ('error' in line) fail(report, line.line, line.error)
      else chunk.push(line)
      if (chunk.length >= CHUNK) await flush()
    }
    await flush()
    return report
  }

  /** All together, and where some of them are refused without those again. */
  async function writeLines(at: Target, all: Good[], options: ImportOptions, report: ImportReport): Promise<void> {
    let lines = all
    const refuse = (errors: ReadonlyMap<number, AppError>): void => {
      for (const [i, error] of errors) fail(report, lines[i]?.line ?? 0, error)
      lines = lines.filter((_, i) => !errors.has(i))
    }
    // What can be known of many at once: a line that is refused by the write costs all of them another one.
    refuse(unsound(at, lines, options))
    refuse(await taken(store, at, lines, options))
    while (lines.length > 0) {
      try {
        for (const { isNew } of await write(at, lines, options)) report[isNew ? 'created' : 'updated']++
        return
      } catch (error) {
        const parts = partsOf(error)
        if (parts.size === 0) throw error
        refuse(parts)
      }
    }
  }

  async function write(at: Target, lines: readonly Good[], { upsert, dryRun }: ImportOptions): Promise<Upserted[]> {
    const inputs = lines.map(({ input }) => (upsert ? input : withoutNulls(input)))
    const work = async (batch: Batch): Promise<Upserted[]> => {
      const within = { ...at, batch }
      const done = upsert
        ? await upsertMany(within, upsert, inputs)
        : (await create(within, inputs, null)).map((record) => ({ record, isNew: true }))
      if (dryRun) throw new Undone(done)
      return done
    }
    try {
      return await together(at, { targets: [at], attempts: upsert ? UPSERT_ATTEMPTS : 1 }, work)
    } catch (error) {
      if (error instanceof Undone) return error.done
      throw error
    }
  }
}

function fail(report: ImportReport, line: number, error: AppError): void {
  report.failed++
  if (report.failed > TOLD) return
  const { errors = [{ path: '', code: error.code, message: error.message }] } = error.details
  report.errors.push(...errors.slice(0, 5).map((one) => ({ line, ...one })))
}

/** Which lines an error is about, and what it says of each; none: it is about none of them. */
function partsOf(error: unknown): Map<number, AppError> {
  const parts = new Map<number, AppError>()
  if (!(error instanceof AppError) || error.status >= 500) return parts
  for (const { path, ...rest } of error.details.errors ?? []) {
    const [, place, inner = ''] = /^(\d+)(?:\/(.*))?$/.exec(path) ?? []
    if (place === undefined) continue
    const before = parts.get(Number(place))?.details.errors ?? []
    parts.set(Number(place), new AppError(error.code, { errors: [...before, { path: inner, ...rest }] }))
  }
  return parts
}
