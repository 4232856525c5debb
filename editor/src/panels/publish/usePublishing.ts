import type { Entrance } from '@axiom/shared/contracts/appAccess'
import type { Page } from '@axiom/shared/contracts/common'
import type { PublishCheck, PublishInput, Release } from '@axiom/shared/contracts/publishing'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

/** What those who can open the app (null: as it is) would be refused if it were published now. Asked afresh each time. */
export function usePublishCheck(entrance: Entrance | null) {
  const { projectId } = useProjectSession()
  const path = `/api/projects/${projectId}/publish/check${entrance === null ? '' : `?entrance=${entrance}`}`
  return useQuery({
    queryKey: [path],
    queryFn: () => api.get<PublishCheck>(path),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  })
}

export function useReleases() {
  const { projectId } = useProjectSession()
  const path = `/api/projects/${projectId}/releases`
  return useQuery({ queryKey: [path], queryFn: async () => (await api.get<Page<Release>>(path)).data })
}

export function usePublishing() {
  const { projectId } = useProjectSession()
  const base = `/api/projects/${projectId}`
  const queries = useQueryClient()
  const onSuccess = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: [`${base}/releases`] })
    await queries.invalidateQueries({ queryKey: [`${base}/app-access`] })
    await queries.invalidateQueries({ queryKey: ['projects'] })
  }
  return {
    publish: useMutation({
      mutationFn: (input: z.input<typeof PublishInput>) => api.post<Release>(`${base}/publish`, input),
      onSuccess,
    }),
    activate: useMutation({ mutationFn: (id: string) => api.post(`${base}/releases/${id}/activate`), onSuccess }),
  }
}
