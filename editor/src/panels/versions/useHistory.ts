import type { Page } from '@axiom/shared/contracts/common'
import type { HistoryEntry } from '@axiom/shared/contracts/history'
import type { Member } from '@axiom/shared/contracts/members'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

export interface HistoryFilter {
  author: string | null
  node: string | null
}

/** Who changed what, the latest first, page by page; nothing is asked while it is not shown. */
export function useHistory({ author, node }: HistoryFilter, enabled = true) {
  const { projectId } = useProjectSession()
  const base = `/api/projects/${projectId}/history`
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
    refetchInterval: 15_000,
    enabled,
  })
}

/** Everybody whose edits there may be. */
export function useMembers(): readonly Member[] {
  const { projectId } = useProjectSession()
  const path = `/api/projects/${projectId}/members`
  return useQuery({ queryKey: [path], queryFn: () => api.get<Page<Member>>(path) }).data?.data ?? []
}
