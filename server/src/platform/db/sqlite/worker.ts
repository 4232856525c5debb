import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

import { haveWords } from '../words.ts'
import { applyUpdate } from './applyUpdate.ts'
import { decodeValue, encodeDocument } from './encode.ts'
import { pick } from './extremes.ts'
import { pathsOf } from './indexes.ts'
import type { Answer, Asked, Failure, Request, ShownRows, UpdateAnswer } from './messages.ts'
import { forget, learn, shown } from './shapes.ts'

// node:sqlite is synchronous, so it lives in threads of its own: one writer, several readers [C4].
const { file, readOnly } = workerData as { file: string; readOnly: boolean }
const db = new DatabaseSync(file, { readOnly, timeout: 5_000 })
if (!readOnly) db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF')
db.exec('PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY')
const EXTREMES = { axiom_min: -1, axiom_max: 1 }
for (const [name, wanted] of Object.entries(EXTREMES)) {
  db.aggregate(name, {
    start: null as string | null,
    step: (best: string | null, json: unknown) => pick(best, json, wanted),
    result: (best: string | null) => best,
  })
}
db.function('axiom_lower', { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : null))

db.function('axiom_words', { deterministic: true }, (texts, words) =>
  haveWords(
    (JSON.parse(String(texts)) as unknown[]).filter((one) => typeof one === 'string'),
    String(words).split(' '),
  )
    ? 1
    : 0,
)

const STATEMENTS = 300
const statements = new Map<string, StatementSync>()

function prepare(sql: string): StatementSync {
  const known = statements.get(sql)
  if (known) return known
  const statement = db.prepare(sql)
  if (statements.size >= STATEMENTS) statements.delete(statements.keys().next().value ?? '')
  statements.set(sql, statement)
  return statement
}

// Whoever reads first and only then wants to write is refused when another process has written meanwhile: so we begin as a writer.
const ALONE = { begin: 'BEGIN IMMEDIATE', end: 'COMMIT', undo: 'ROLLBACK' }
const WITHIN = { begin: 'SAVEPOINT step', end: 'RELEASE step', undo: 'ROLLBACK TO step; RELEASE step' }

/** Several statements as one unit, inside an outer transaction or not. */
function atomically<T>(work: () => T): T {
  const { begin, end, undo } = db.isTransaction ? WITHIN : ALONE
  db.exec(begin)
  try {
    const result = work()
    db.exec(end)
    return result
  } catch (error) {
    if (db.isTransaction) db.exec(undo)
    throw error
  }
}

function insert(table: string, rows: [string, string][]): void {
  const statement = prepare(`INSERT INTO ${table} (_id, doc) VALUES (?, ?)`)
  atomically(() => {
    for (const [id, doc] of rows) statement.run(id, doc)
  })
}

function replace({ table, where, params, row }: Extract<Request, { op: 'replace' }>): number {
  const [id, doc] = row
  return atomically(() => {
    const found = prepare(`SELECT _id FROM ${table} WHERE ${where} ORDER BY rowid LIMIT 1`).get(...params)
    if (found === undefined) return 0
    if (found['_id'] !== id) throw new RangeError('The _id of a document cannot be changed')
    return Number(prepare(`UPDATE ${table} SET doc = ? WHERE _id = ?`).run(doc, id).changes)
  })
}

function update(request: Extract<Request, { op: 'update' }>): UpdateAnswer {
  const { table, where, params, many, upsert } = request
  return atomically(() => {
    const limit = many ? '' : ' LIMIT 1'
    const rows = prepare(`SELECT _id, doc FROM ${table} WHERE ${where} ORDER BY rowid${limit}`).all(...params)
    const answer: UpdateAnswer = { matched: rows.length, modified: 0, upsertedId: null, doc: null }
    for (const row of rows) {
      const before = String(row['doc'])
      const after = encodeDocument(
        applyUpdate(decodeValue(JSON.parse(before)) as Record<string, unknown>, request.update, false),
      )
      answer.doc = after
      if (after === before) continue
      prepare(`UPDATE ${table} SET doc = ? WHERE _id = ?`).run(after, String(row['_id']))
      answer.modified++
    }
    if (rows.length === 0 && upsert !== null) {
      const made = applyUpdate(decodeValue(JSON.parse(upsert)) as Record<string, unknown>, request.update, true)
      answer.upsertedId = String(made['_id'])
      answer.doc = encodeDocument(made)
      prepare(`INSERT INTO ${table} (_id, doc) VALUES (?, ?)`).run(answer.upsertedId, answer.doc)
    }
    return answer
  })
}

function perform(request: Request): unknown {
  switch (request.op) {
    case 'exec':
      return db.exec(request.sql)
    case 'all':
      return prepare(request.sql).all(...request.params)
    case 'docs': {
      const rows = prepare(request.sql).all(...request.params)
      return `[${rows.map((row) => row['doc']).join(',')}]`
    }
    case 'shown': {
      const texts = prepare(request.sql)
        .all(...request.params)
        .map((row) => String(row['doc']))
      return { rows: shown(request.shape, texts), tail: texts.slice(-2) } satisfies ShownRows
    }
    case 'learn':
      return learn(request)
    case 'forget':
      return forget(request.shape)
    case 'run':
      return Number(prepare(request.sql).run(...request.params).changes)
    case 'insert':
      return insert(request.table, request.rows)
    case 'replace':
      return replace(request)
    case 'update':
      return update(request)
  }
}

const UNIQUE_ERRORS = new Set<unknown>([2067, 1555])

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  const errcode =
    error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null
  const duplicate = UNIQUE_ERRORS.has(errcode) ? refusing(message) : null
  return { message, errcode, misfit: error instanceof RangeError, duplicate }
}

/** SQLite names an index; the index' own text names its table and paths. A refusal by `_id` names the column. */
function refusing(message: string): Failure['duplicate'] {
  const index = /index '([^']+)'/.exec(message)?.[1]
  if (index === undefined) return { table: /failed: ([\w-]+)\._id/.exec(message)?.[1] ?? '', paths: ['_id'] }
  const found = prepare(`SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND name = ?`).get(index)
  return found ? { table: String(found['tbl_name']), paths: Object.keys(pathsOf(String(found['sql']))) } : null
}

/** Milliseconds for which answers wait for the next ones: what takes long must not keep what is done. */
const TOGETHER_MS = 1

parentPort?.on('message', (asked: Asked[]) => {
  let [answers, since]: [Answer[], number] = [[], performance.now()]
  const say = (): void => {
    parentPort?.postMessage(answers)
    ;[answers, since] = [[], performance.now()]
  }
  for (const one of asked) {
    answers.push(answerTo(one))
    if (performance.now() - since > TOGETHER_MS) say()
  }
  if (answers.length > 0) say()
  if (asked.some(({ request }) => request === 'close')) parentPort?.close()
})

/** Why the transaction to which what comes next belongs could not begin, or was undone by SQLite itself (a full disk). */
let broken: Failure | null = null

function answerTo({ id, request, part }: Asked): Answer {
  if (part === 'begin') broken = null
  if (part === 'within' && broken) return { id, ok: false, error: broken }
  try {
    if (request === 'close') db.close()
    return { id, ok: true, value: request === 'close' ? null : perform(request) }
  } catch (error) {
    const failure = failureOf(error)
    if (part !== undefined && (part === 'begin' || !db.isTransaction)) broken = failure
    return { id, ok: false, error: failure }
  }
}
