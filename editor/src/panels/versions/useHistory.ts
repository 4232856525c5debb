import type { Page } from '@axiom/shared/contracts/common'
import type { HistoryEntry } from '@axiom/shared/contracts/history'
import type { Member } from '@axiom/shared/contracts/members'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

/** From an edit to the list that has it; one's own must have reached the server. */
const SETTLED_MS = 1_500

export interface HistoryFilter {
  author: string | null
  node: string | null
}

/** Who changed what, the latest first, page by page; nothing is asked while it is not shown. */
export function useHistory({ author, node }: HistoryFilter, enabled = true) {
  const { projectId } = useProjectSession()
  const base = `/api/projects/${projectId}/history`
  useRefreshAfterEdits(base, enabled)
  return useInfiniteQuery({
    queryKey: [base, author, node],
    queryFn: ({ pageParam }) => {
      const asked = Object.entries({ author, node, cursor: pageParam }).flatMap(([name, value]) =>
        value === null ? [] : [[name, value]],
      )
      return api.get<Page<HistoryEntry>>(`${base}?${new URLSearchParams(asked)}`)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.meta.nextCursor,
    refetchInterval: 30_000,
    enabled,
  })
}

/** What has just been edited is told soon, however much is typed. */
function useRefreshAfterEdits(base: string, enabled: boolean): void {
  const { store } = useProjectSession()
  const queries = useQueryClient()
  useEffect(() => {
    if (!enabled) return
    let timer: number | undefined
    const refresh = (): void => {
      timer = undefined
      void queries.invalidateQueries({ queryKey: [base] })
    }
    const stop = store.subscribe('any', () => (timer ??= window.setTimeout(refresh, SETTLED_MS)))
    return () => {
      stop()
      window.clearTimeout(timer)
    }
  }, [base, enabled, store, queries])
}

/** Everybody whose edits there may be. */
export function useMembers(): readonly Member[] {
  const { projectId } = useProjectSession()
  const path = `/api/projects/${projectId}/members`
  return useQuery({ queryKey: [path], queryFn: async () => (await api.get<Page<Member>>(path)).data }).data ?? []
}
