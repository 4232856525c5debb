import type { ModelView, NodeView } from '@axiom/shared/document/views'
import { isObject, type Json } from '@axiom/shared/json'
import { filesIn } from '@axiom/shared/model/files'
import { isGuarded } from '@axiom/shared/widgets/isGuarded'

import { uploadFile, UploadRefused } from '../api/upload.ts'
import { r } from '../texts/r.ts'
import type { FetchJson } from './fetchJson.ts'
import { type FormPost, type Keeper, sendPost } from './formPost.ts'
import type {
  RecordPage,
  RecordQuery,
  RecordRow,
  RunnableQuery,
  QueryResult,
  Scope,
  SubmitResult,
  WidgetHost,
} from './host.ts'
import { peopleOfApp, peopleOfProject } from './people.ts'

/** Where the records of a project are. */
export interface RecordSource {
  projectId: string
  /** Empty in a published app: the server knows. */
  env: () => 'draft' | 'live' | ''
  fetchJson: FetchJson
  /** Of whoever works here; visitors without an account have none. */
  token?: (() => Promise<string>) | undefined
  /** Where something can wait for the server; none: what finds no server is lost. */
  keeper?: Keeper | undefined
}

export interface ApiHostOptions
  extends
    RecordSource,
    Pick<WidgetHost, 'models' | 'queries' | 'watch' | 'richText' | 'run' | 'hrefOf' | 'scope' | 'watchScope'> {
  /** Screen of a form, for the submission box. */
  screenOf: (form: NodeView) => string
  /** The form around an input. */
  formOf: (input: NodeView) => string
}

/** Path of a collection or of one of its records, in the right environment. */
export function recordPath({ projectId, env }: RecordSource, place: string, query = new URLSearchParams()): string {
  const chosen = env()
  if (chosen !== '') query.set('env', chosen)
  const text = query.toString()
  return `/api/dynamic/${projectId}/${place}${text === '' ? '' : `?${text}`}`
}

export interface NewRecord {
  model: ModelView
  body: Record<string, Json>
  title: string
  /** Whoever sends it is signed in at the app. */
  isKnown: boolean
}

/** How a new record is sent. Previews are for members, of whom no proof is asked. */
export function recordPost(source: RecordSource, { model, body, title, isKnown }: NewRecord): FormPost {
  return {
    path: recordPath(source, model.name),
    body,
    title,
    challenge: recordPath(source, `${model.name}/challenge`),
    isGuarded: model.proof === true && !isKnown && source.env() === '',
  }
}

/** A host on the project's own REST endpoints. */
export function createApiHost(options: ApiHostOptions): WidgetHost {
  async function get(place: string, query: URLSearchParams, signal: AbortSignal): Promise<Record<string, unknown>> {
    const answer = options.fetchJson('GET', recordPath(options, place, query), undefined, signal)
    const { status, body } = await answer.catch((cause: unknown) => {
      throw new Error(r('error.unreachable'), { cause })
    })
    if (status !== 200 || !isObject(body)) throw new Error(titleOf(body))
    return body
  }
  return {
    ...options,
    async list(
      { collection, limit, cursor, sort, search, ids, expand = [] }: RecordQuery,
      signal,
    ): Promise<RecordPage> {
      const query = new URLSearchParams({ limit: String(limit), count: 'exact' })
      if (cursor) query.set('cursor', cursor)
      if (sort) query.set('sort', sort)
      if (search) query.set('search', search)
      if (expand.length > 0) query.set('expand', expand.join(','))
      if (ids) query.set('id[in]', ids.join(','))
      const { data, meta } = await get(collection, query, signal)
      const { nextCursor, count } = isObject(meta) ? meta : {}
      return {
        rows: data as RecordRow[],
        nextCursor: typeof nextCursor === 'string' ? nextCursor : null,
        count: Number(count ?? 0),
      }
    },
    people: (asked, signal) =>
      options.env() === '' ? peopleOfApp(options.fetchJson, asked, signal) : peopleOfProject(options, asked, signal),
    async stat(collection, sum, signal): Promise<number> {
      const query = new URLSearchParams(sum === null ? {} : { sum })
      const { data } = await get(`${collection}/aggregate`, query, signal)
      const row: unknown = Array.isArray(data) ? data[0] : undefined
      if (!isObject(row)) return 0
      if (sum === null) return Number(row['count'] ?? 0)
      return isObject(row['sum']) ? Number(row['sum'][sum] ?? 0) : 0
    },
    query: (query, given, signal) => runQuery(options, query, { ...inScope(options.scope()), ...given }, signal),
    async upload(file, place) {
      const metadata = 'collection' in place ? { ...place } : { form: options.formOf(place.input), input: place.name }
      const at = { endpoint: recordPath(options, 'files'), metadata }
      const { keeper, token } = options
      if (keeper && !navigator.onLine) return keeper.keepFile(file.file, at)
      return uploadFile({ ...file, token, ...at }).catch((error: unknown) => {
        if (!keeper || error instanceof UploadRefused || file.signal.aborted) throw error
        return keeper.keepFile(file.file, at)
      })
    },
    submit: (form, values) => submit(options, form, values),
  }
}

/** What fills the parameters of queries by name; state is nearer than the address. */
export function inScope({ params, state }: Scope): Scope {
  return { ...(isObject(params) ? (params as Scope) : {}), ...(isObject(state) ? (state as Scope) : {}) }
}

/** Sends it, or keeps it where something can wait; null: it waits. */
export async function deliver({ keeper, fetchJson }: RecordSource, post: FormPost): ReturnType<Keeper['deliver']> {
  return keeper ? keeper.deliver(post) : sendPost(fetchJson, post)
}

async function submit(options: ApiHostOptions, form: NodeView, values: Record<string, Json>): Promise<SubmitResult> {
  const model = options.models().find((one) => one.id === form.props['model'])
  const { website, ...given } = values
  const formData = withFileIds(given, model)
  // Only a program fills in what nobody sees: it is thanked, and nothing is stored.
  if (model && typeof website === 'string' && website !== '') return { ok: true, record: null }
  const title = form.texts['title'] || form.name
  const box = `/api/projects/${options.projectId}/submissions`
  const post: FormPost = model
    ? recordPost(options, { model, body: formData, title, isKnown: isObject(options.scope()['currentUser']) })
    : {
        path: box,
        body: { screenId: options.screenOf(form), formId: form.id, formData, website: website ?? '' },
        title,
        challenge: `${box}/challenge?form=${form.id}`,
        isGuarded: isGuarded(form),
      }
  const answer = await deliver(options, post)
  if (answer === null) return { ok: true, record: null, isKept: true }
  const { status, body } = answer
  if (status === 201) return { ok: true, record: model && isObject(body) ? recordOf(body['data']) : null }
  return { ok: false, message: titleOf(body), errors: errorsOf(body) }
}

/** What has been uploaded is sent by its id, as the field wants it: one or a list. */
function withFileIds(values: Record<string, Json>, model: ModelView | undefined): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, Json][] => {
      const ids = filesIn(value).map(({ id }) => id)
      const field = model?.fields.find((one) => one.name === name)
      if (field?.type === 'file' && field.constraints.many !== true) return ids.slice(0, 1).map((id) => [name, id])
      return [[name, ids.length > 0 ? ids : value]]
    }),
  )
}

function recordOf(data: unknown): RecordRow | null {
  return isObject(data) ? (data as RecordRow) : null
}

/** What a refusal says in one line. */
export function titleOf(body: unknown): string {
  return isObject(body) && typeof body['title'] === 'string' ? body['title'] : r('error.noAnswer')
}

/** What a refusal says about single fields, by their path. */
export function errorsOf(body: unknown): Record<string, string> {
  const list: unknown[] = isObject(body) && Array.isArray(body['errors']) ? body['errors'] : []
  return Object.fromEntries(
    list.flatMap((one) =>
      isObject(one) && typeof one['path'] === 'string' && typeof one['message'] === 'string'
        ? [[one['path'], one['message']] as const]
        : [],
    ),
  )
}

/** Runs a query of the project by its name, with those of the given values that it has parameters for. Rejects with a sentence. */
export async function runQuery(
  source: RecordSource,
  { name, parameters }: RunnableQuery,
  given: Scope,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const values = Object.fromEntries(
    parameters.flatMap((parameter) => {
      const value = Object.hasOwn(given, parameter.name) ? given[parameter.name] : undefined
      return value === undefined ? [] : [[parameter.name, value] as const]
    }),
  )
  const path = recordPath(source, `queries/${name}`)
  const answer = await source.fetchJson('POST', path, { parameters: values }, signal).catch((cause: unknown) => {
    throw new Error(r('error.unreachable'), { cause })
  })
  const { status, body } = answer
  if (status >= 300 || !isObject(body)) throw new Error(refusalOf(body))
  const columns = isObject(body['meta']) ? body['meta']['columns'] : null
  return { data: (body['data'] ?? null) as Json, columns: Array.isArray(columns) ? columns.map(String) : null }
}

function refusalOf(body: unknown): string {
  const details = Object.entries(errorsOf(body)).map(
    ([path, message]) => `${path.replace('parameters/', '')}: ${message}`,
  )
  return details.length === 0 ? titleOf(body) : r('error.detail', { title: titleOf(body), detail: details.join(' · ') })
}
