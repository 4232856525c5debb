import { isObject } from '@axiom/shared/json'

import { r } from '../texts/r.ts'
import type { FetchJson } from './fetchJson.ts'

/** Somebody that a person field can name. */
export interface Person {
  id: string
  name: string
}

/** By the beginnings of a name, or by ids. */
export type PeopleQuery = { search: string } | { ids: readonly string[] }

/** Those whom the app lets its visitor find; nobody where it does not. Rejects with a sentence. */
export async function peopleOfApp(fetchJson: FetchJson, asked: PeopleQuery, signal: AbortSignal): Promise<Person[]> {
  const query = new URLSearchParams('ids' in asked ? { ids: asked.ids.join(',') } : asked)
  const answer = await fetchJson('GET', `/api/app/people?${query.toString()}`, undefined, signal)
  if (answer.status === 401) throw new Error(r('input.signInFirst'))
  if (answer.status !== 200) throw new Error(r('error.noAnswer'))
  return listOf(answer, 'id')
}

/** In the preview: those whom the member sees in the editor. */
export async function peopleOfProject(
  { projectId, fetchJson }: { projectId: string; fetchJson: FetchJson },
  asked: PeopleQuery,
  signal: AbortSignal,
): Promise<Person[]> {
  const search = 'search' in asked ? asked.search : ''
  const base = `/api/projects/${projectId}`
  const users = `${base}/app-users?${new URLSearchParams({ search }).toString()}`
  const [members, others] = await Promise.all([
    fetchJson('GET', `${base}/members`, undefined, signal),
    fetchJson('GET', users, undefined, signal),
  ])
  const all = [...listOf(members, 'userId'), ...listOf(others, 'id')]
  if ('ids' in asked) return all.filter(({ id }) => asked.ids.includes(id))
  return all.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
}

/** What was refused, as to those who may not list accounts, is nobody. */
function listOf({ body }: Awaited<ReturnType<FetchJson>>, id: 'id' | 'userId'): Person[] {
  const list: unknown[] = isObject(body) && Array.isArray(body['data']) ? body['data'] : []
  return list.flatMap((one) =>
    isObject(one) && typeof one[id] === 'string' && typeof one['name'] === 'string'
      ? [{ id: one[id], name: one['name'] }]
      : [],
  )
}
