import type { Page } from '@axiom/shared/contracts/common'
import type { Environment } from '@axiom/shared/contracts/publishing'
import type { Json } from '@axiom/shared/json'
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { watchRecords } from '../../api/changes.ts'
import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'
import type { RowWindow } from './rowWindow.ts'

/** A record as the API answers it: fields by name. */
export type Row = { id: string; version: number } & Record<string, Json>

interface Source {
  collection: string
  env: Environment
  /** `name` or `-name`. */
  sort: string
}

const PAGE = 100
/** A burst of changes is one reading. */
const GATHER_MS = 200

/** How many rows a collection has, kept fresh by the stream of changes, and what changes them. */
export function useRows({ collection, env }: Omit<Source, 'sort'>) {
  const { projectId } = useProjectSession()
  const queries = useQueryClient()
  const base = addressOf(projectId, collection)
  const key = ['rows', base, env]
  const counted = useQuery({
    queryKey: [...key, 'count'],
    queryFn: async ({ signal }) =>
      (await api.get<Page<Row>>(`${base}?env=${env}&limit=1&fields=id&count=exact`, { signal })).meta.count ?? 0,
  })

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined
        void queries.invalidateQueries({ queryKey: ['rows', base, env] })
      }, GATHER_MS)
    }
    const stop = watchRecords(projectId, env, {
      onChange: (change) => change.collection === collection && refresh(),
      onReset: refresh,
    })
    return () => {
      clearTimeout(timer)
      stop()
      // From now on nobody follows them: who comes back reads them anew.
      void queries.invalidateQueries({ queryKey: ['rows', base, env], refetchType: 'none' })
    }
  }, [queries, projectId, base, collection, env])

  const onSuccess = (): Promise<void> => queries.invalidateQueries({ queryKey: key })
  const at = (row: Row): string => `${base}/${row.id}?env=${env}`
  return {
    counted,
    create: useMutation({
      mutationFn: (values: Record<string, Json>) => api.post(`${base}?env=${env}`, values),
      onSuccess,
    }),
    /** Only if nobody changed the row meanwhile. */
    patch: useMutation({
      mutationFn: ({ row, values }: { row: Row; values: Record<string, Json> }) =>
        api.patch(at(row), values, { headers: { 'if-match': `"${row.id}-${row.version}"` } }),
      onSettled: onSuccess,
    }),
    remove: useMutation({ mutationFn: (row: Row) => api.delete(at(row)), onSuccess }),
  }
}

/** The rows of a window, page by page as they are needed; undefined: not read yet. */
export function useRowsIn({ collection, env, sort }: Source, { from, to }: RowWindow) {
  const { projectId } = useProjectSession()
  const base = addressOf(projectId, collection)
  const first = Math.floor(from / PAGE)
  const pages = Array.from({ length: Math.max(0, Math.ceil(to / PAGE) - first) }, (_, i) => first + i)
  return useQueries({
    queries: pages.map((page) => ({
      queryKey: ['rows', base, env, sort, page],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const query = new URLSearchParams({ env, limit: String(PAGE), sort, page: String(page + 1) })
        return (await api.get<Page<Row>>(`${base}?${query.toString()}`, { signal })).data
      },
    })),
    combine: (results) => ({
      rows: Array.from({ length: to - from }, (_, i): Row | undefined => {
        const at = from + i
        return results[Math.floor(at / PAGE) - first]?.data?.[at % PAGE]
      }),
      /** Of whole pages, which change more seldom than the window. */
      read: results.flatMap(({ data }) => data ?? []),
      error: results.find(({ error }) => error !== null)?.error ?? null,
      retry: () => Promise.all(results.map((result) => result.refetch())),
    }),
  })
}

function addressOf(projectId: string, collection: string): string {
  return `/api/dynamic/${projectId}/${collection}`
}
