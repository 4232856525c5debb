import type { SubmissionFilter } from '@axiom/shared/contracts/submissions'
import type { Json } from '@axiom/shared/json'
import { filesIn } from '@axiom/shared/model/files'
import type { FileFormat } from '@axiom/shared/tables/formats'
import { csvLine } from '@axiom/shared/tables/writeCsv'
import { writeJson } from '@axiom/shared/tables/writeJson'

import type { StoredSubmission, SubmissionStore } from './store.ts'

/** Submissions that are in memory at a time. */
const PAGE = 500
/** What every submission has beside its answers. */
const OWN = ['id', 'form', 'submittedAt', 'done', 'userAgent'] as const

export interface Exporting {
  projectId: string
  filter: SubmissionFilter
  format: FileFormat
  /** Of forms, by id. */
  names: ReadonlyMap<string, string>
}

/** The text of a file with all submissions that a list would show, page by page. */
export async function* exportSubmissions(store: SubmissionStore, exporting: Exporting): AsyncGenerator<string> {
  const { format, names } = exporting
  if (format === 'csv') return yield* csv(store, exporting)
  yield* writeJson(shown(pages(store, exporting), names), format)
}

async function* shown(rows: AsyncIterable<StoredSubmission[]>, names: Exporting['names']) {
  for await (const page of rows) yield page.map((row) => toJson(row, names))
}

/** Forms differ and change, so the columns are known only once all has been read: it is read twice. */
async function* csv(store: SubmissionStore, exporting: Exporting): AsyncGenerator<string> {
  const inputs = new Set<string>()
  for await (const page of pages(store, exporting))
    for (const { formData } of page) for (const name of Object.keys(formData)) inputs.add(name)
  yield `\uFEFF${csvLine([...OWN, ...inputs])}`
  for await (const page of pages(store, exporting)) {
    const lines = page.map((row) => {
      const { formData, ...own } = toJson(row, exporting.names)
      const answers = [...inputs].map((name) => cellOf(Object.hasOwn(formData, name) ? (formData[name] ?? null) : null))
      return csvLine([...OWN.map((name) => own[name]), ...answers])
    })
    yield lines.join('')
  }
}

async function* pages(
  store: SubmissionStore,
  { projectId, filter }: Pick<Exporting, 'projectId' | 'filter'>,
): AsyncGenerator<StoredSubmission[]> {
  for (let after = ''; ;) {
    const rows = await store.after(projectId, filter, { after, limit: PAGE })
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    after = rows.at(-1)?._id ?? after
  }
}

function toJson(
  { _id, formId, submittedAt, done = false, userAgent, formData }: StoredSubmission,
  names: Exporting['names'],
) {
  return { id: _id, form: names.get(formId) ?? formId, formId, submittedAt, done, userAgent, formData }
}

/** Of files the names: their addresses end. */
function cellOf(value: Json): Json {
  const files = filesIn(value)
  return files.length > 0 ? files.map(({ name }) => name) : value
}
