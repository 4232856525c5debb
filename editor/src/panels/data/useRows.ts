import type { Page } from '@axiom/shared/contracts/common'
import type { Environment } from '@axiom/shared/contracts/publishing'
import type { Json } from '@axiom/shared/json'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { watchRecords } from '../../api/changes.ts'
import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

/** A record as the API answers it: fields by name. */
export type Row = { id: string; version: number } & Record<string, Json>

interface Source {
  collection: string
  env: Environment
  /** `name` or `-name`. */
  sort: string
}

const PAGE = 50
/** A burst of changes is one reading. */
const GATHER_MS = 200

/** The rows of a collection, page by page, kept fresh by the stream of changes. */
export function useRows({ collection, env, sort }: Source) {
  const { projectId } = useProjectSession()
  const queries = useQueryClient()
  const base = `/api/dynamic/${projectId}/${collection}`
  const key = ['rows', base, env]
  const list = useInfiniteQuery({
    queryKey: [...key, sort],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ env, limit: String(PAGE), sort, count: 'exact' })
      if (pageParam !== '') query.set('cursor', pageParam)
      return api.get<Page<Row>>(`${base}?${query.toString()}`, { signal })
    },
    getNextPageParam: ({ meta }) => meta.nextCursor,
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
    }
  }, [queries, projectId, base, collection, env])

  const onSuccess = (): Promise<void> => queries.invalidateQueries({ queryKey: key })
  const at = (row: Row): string => `${base}/${row.id}?env=${env}`
  return {
    list,
    rows: list.data?.pages.flatMap(({ data }) => data) ?? [],
    count: list.data?.pages[0]?.meta.count,
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
