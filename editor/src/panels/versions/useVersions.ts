import type { Page } from '@axiom/shared/contracts/common'
import type { RestoreVersionInput, Version, VersionDifference } from '@axiom/shared/contracts/versions'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

export type Scope = RestoreVersionInput['scope']

/** Stored states of the project, newest first. */
export function useVersions() {
  const { projectId } = useProjectSession()
  const base = `/api/projects/${projectId}/versions`
  return useQuery({ queryKey: [base], queryFn: async () => (await api.get<Page<Version>>(base)).data })
}

/** What going back to a version would change, compared with now. */
export function useDifference(versionId: string) {
  const { projectId } = useProjectSession()
  const path = `/api/projects/${projectId}/versions/${versionId}/difference`
  return useQuery({
    queryKey: [path],
    queryFn: () => api.get<VersionDifference>(path),
    staleTime: 0,
    refetchInterval: 5_000,
  })
}

export function useVersionChanges() {
  const { projectId } = useProjectSession()
  const base = `/api/projects/${projectId}/versions`
  const queries = useQueryClient()
  const onSuccess = (): Promise<void> =>
    queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(base) })
  return {
    create: useMutation({ mutationFn: (label: string) => api.post<Version>(base, { label }), onSuccess }),
    restore: useMutation({
      mutationFn: ({ id, scope }: { id: string; scope: Scope }) => api.post(`${base}/${id}/restore`, { scope }),
      onSuccess,
    }),
  }
}
