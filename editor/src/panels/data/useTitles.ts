import type { AppUser } from '@axiom/shared/contracts/appUsers'
import type { Page } from '@axiom/shared/contracts/common'
import type { Member } from '@axiom/shared/contracts/members'
import type { Environment } from '@axiom/shared/contracts/publishing'
import type { FieldView, ModelView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { titleFieldOf } from '@axiom/shared/model/relations'
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { api } from '../../api/client.ts'
import { useModels, useProjectSession } from '../../document/hooks.ts'
import type { Row } from './useRows.ts'

export interface Choice {
  value: string
  label: string
}

/** As many as one request takes. */
const MOST = 200
const OFFERED = 20

/** The model that a relation points to. */
function useTargetOf({ type, constraints }: FieldView): ModelView | undefined {
  const models = useModels()
  return type === 'relation' ? models.find(({ id }) => id === constraints.target) : undefined
}

/** How a record is called: by its title, else by its id. */
export function titleOf(model: ModelView, row: Row): string {
  const field = titleFieldOf(model)
  const title = field ? row[field.name] : null
  return title === null || title === undefined || title === ''
    ? row.id
    : typeof title === 'string'
      ? title
      : String(title)
}

/** The ids in a reference: none, one or many. */
export function idsIn(value: Json | undefined): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
}

export interface Referring {
  field: FieldView
  ids: readonly string[]
}

/** Titles by id of what fields refer to, in few requests; what may not be read, or is gone, is missing. */
export function useTitles(referring: readonly Referring[], env: Environment): ReadonlyMap<string, string> {
  const { projectId } = useProjectSession()
  const models = useModels()
  const people = usePeople(referring.some(({ field, ids }) => field.type === 'user' && ids.length > 0))
  const pages = models.flatMap((target) => {
    const fields = referring.filter(({ field }) => field.type === 'relation' && field.constraints.target === target.id)
    const ids = [...new Set(fields.flatMap((one) => one.ids))].sort()
    const count = Math.ceil(ids.length / MOST)
    return Array.from({ length: count }, (_, i) => ({ target, ids: ids.slice(i * MOST, (i + 1) * MOST) }))
  })
  const found = useQueries({
    queries: pages.map(({ target, ids }) => {
      const base = `/api/dynamic/${projectId}/${target.name}`
      const query = new URLSearchParams({ env, 'id[in]': ids.join(','), limit: String(MOST) })
      return {
        queryKey: ['rows', base, env, 'titles', ids.join()],
        queryFn: () => api.get<Page<Row>>(`${base}?${query.toString()}`),
        retry: false,
      }
    }),
  })
  const titles = found.flatMap(({ data }, i) => {
    const target = pages[i]?.target
    return target && data ? data.data.map((row) => [row.id, titleOf(target, row)] as const) : []
  })
  // The same map while it says the same: a table draws its lines anew when it is another.
  const said = JSON.stringify([...people.map(({ value, label }) => [value, label] as const), ...titles])
  return useMemo(() => new Map(JSON.parse(said) as [string, string][]), [said])
}

/** What a reference can point to, narrowed by what was typed. */
export function useChoices(
  field: FieldView,
  search: string,
  env: Environment,
): { choices: Choice[]; isPending: boolean } {
  const { projectId } = useProjectSession()
  const target = useTargetOf(field)
  const people = usePeople(field.type === 'user', search)
  const base = `/api/dynamic/${projectId}/${target?.name ?? ''}`
  const title = target && titleFieldOf(target)
  const { data, isPending } = useQuery({
    queryKey: ['rows', base, env, 'choices', search],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ env, limit: String(OFFERED), ...(title ? { sort: title.name } : {}) })
      if (search !== '') query.set('search', search)
      return api.get<Page<Row>>(`${base}?${query.toString()}`, { signal })
    },
    enabled: target !== undefined,
    placeholderData: keepPreviousData,
  })
  if (!target) return { choices: people, isPending: false }
  return { choices: (data?.data ?? []).map((row) => ({ value: row.id, label: titleOf(target, row) })), isPending }
}

/** Members, and the newest app users that fit what was typed. Who may not list them chooses among members. */
function usePeople(enabled: boolean, search = ''): Choice[] {
  const { projectId } = useProjectSession()
  const path = `/api/projects/${projectId}/app-users`
  const users = useQuery({
    queryKey: [path, 'choices', search],
    queryFn: () => api.get<Page<AppUser>>(`${path}?${new URLSearchParams({ search }).toString()}`),
    enabled,
    retry: false,
    placeholderData: keepPreviousData,
  })
  const { data } = useQuery({
    queryKey: ['projects', projectId, 'members'],
    queryFn: () => api.get<{ data: Member[] }>(`/api/projects/${projectId}/members`),
    enabled,
  })
  const members = (data?.data ?? []).map(({ userId, name }) => ({ value: userId, label: name }))
  return [...members, ...(users.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]
}
