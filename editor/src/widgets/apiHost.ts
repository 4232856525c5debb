import type { NodeView } from '@axiom/shared/document/views'
import { isObject, type Json } from '@axiom/shared/json'

import type { RecordPage, RecordQuery, RecordRow, SubmitResult, WidgetHost } from './host.ts'

/** One HTTP call: answers status and JSON body; rejects only when no answer came. */
export type FetchJson = (
  method: 'GET' | 'POST',
  path: string,
  body?: Json,
  signal?: AbortSignal,
) => Promise<{ status: number; body: unknown }>

export interface ApiHostOptions extends Pick<WidgetHost, 'models' | 'watch' | 'richText' | 'run' | 'hrefOf' | 'scope'> {
  projectId: string
  /** Empty in a published app: the server knows. */
  env: () => 'draft' | 'live' | ''
  fetchJson: FetchJson
  /** Screen of a form, for the submission box. */
  screenOf: (form: NodeView) => string
}

/** A host on the project's own REST endpoints. */
export function createApiHost(options: ApiHostOptions): WidgetHost {
  const { projectId, fetchJson } = options
  const base = `/api/dynamic/${projectId}`
  const withEnv = (query: URLSearchParams): string => {
    const env = options.env()
    if (env !== '') query.set('env', env)
    const text = query.toString()
    return text === '' ? '' : `?${text}`
  }
  async function get(path: string, signal: AbortSignal): Promise<Record<string, unknown>> {
    const { status, body } = await fetchJson('GET', path, undefined, signal)
    if (status !== 200 || !isObject(body)) throw new Error(titleOf(body))
    return body
  }

  return {
    ...options,
    async list({ collection, limit, cursor, sort, search }: RecordQuery, signal): Promise<RecordPage> {
      const query = new URLSearchParams({ limit: String(limit), count: 'exact' })
      if (cursor) query.set('cursor', cursor)
      if (sort) query.set('sort', sort)
      if (search) query.set('search', search)
      const { data, meta } = await get(`${base}/${collection}${withEnv(query)}`, signal)
      const { nextCursor, count } = isObject(meta) ? meta : {}
      return {
        rows: data as RecordRow[],
        nextCursor: typeof nextCursor === 'string' ? nextCursor : null,
        count: Number(count ?? 0),
      }
    },
    async stat(collection, sum, signal): Promise<number> {
      const query = new URLSearchParams(sum === null ? {} : { sum })
      const { data } = await get(`${base}/${collection}/aggregate${withEnv(query)}`, signal)
      const row: unknown = Array.isArray(data) ? data[0] : undefined
      if (!isObject(row)) return 0
      if (sum === null) return Number(row['count'] ?? 0)
      return isObject(row['sum']) ? Number(row['sum'][sum] ?? 0) : 0
    },
    async submit(form, values): Promise<SubmitResult> {
      const model = options.models().find((one) => one.id === form.props['model'])
      const { website, ...formData } = values
      const answer = model
        ? await fetchJson('POST', `${base}/${model.name}${withEnv(new URLSearchParams())}`, formData)
        : await fetchJson('POST', `/api/projects/${projectId}/submissions`, {
            screenId: options.screenOf(form),
            formId: form.id,
            formData,
            website: website ?? '',
          })
      if (answer.status === 201) return { ok: true }
      return { ok: false, message: titleOf(answer.body), errors: errorsOf(answer.body) }
    },
  }
}

function titleOf(body: unknown): string {
  return isObject(body) && typeof body['title'] === 'string' ? body['title'] : 'The server did not answer. Try again.'
}

function errorsOf(body: unknown): Record<string, string> {
  const list: unknown[] = isObject(body) && Array.isArray(body['errors']) ? body['errors'] : []
  return Object.fromEntries(
    list.flatMap((one) => (isObject(one) ? [[String(one['path']), String(one['message'])] as const] : [])),
  )
}
