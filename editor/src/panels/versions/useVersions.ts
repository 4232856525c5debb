import type { Page } from '@axiom/shared/contracts/common'
import type { RestoreVersionInput, Version, VersionDifference } from '@axiom/shared/contracts/versions'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

export type Scope = RestoreVersionInput['scope']

/** A state that one can compare with and go back to: a version, or a moment that the log still has. */
export type PastState = { kind: 'version'; id: string } | { kind: 'moment'; at: string }

const baseOf = (projectId: string): string => `/api/projects/${projectId}`

/** Stored states of the project, newest first. */
export function useVersions() {
  const { projectId } = useProjectSession()
  const base = `${baseOf(projectId)}/versions`
  return useQuery({ queryKey: [base], queryFn: async () => (await api.get<Page<Version>>(base)).data })
}

/** What going back to a state would change, compared with now. */
export function useDifference(state: PastState) {
  const path = usePathTo(state, 'difference')
  return useQuery({
    queryKey: [path],
    queryFn: () => api.get<VersionDifference>(path),
    staleTime: 0,
    refetchInterval: 5_000,
  })
}

export function useVersionChanges() {
  const { projectId } = useProjectSession()
  const bases = [`${baseOf(projectId)}/versions`, `${baseOf(projectId)}/history`]
  const queries = useQueryClient()
  const onSuccess = (): Promise<void> =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) => bases.some((base) => String(queryKey[0]).startsWith(base)),
    })
  return {
    create: useMutation({
      mutationFn: (label: string) => api.post<Version>(`${baseOf(projectId)}/versions`, { label }),
      onSuccess,
    }),
    restore: useMutation({
      mutationFn: ({ state, scope }: { state: PastState; scope: Scope }) =>
        state.kind === 'version'
          ? api.post(pathTo(projectId, state, 'restore'), { scope })
          : api.post(`${baseOf(projectId)}/history/restore`, { at: state.at, scope }),
      onSuccess,
    }),
  }
}

/** What the server tells of a state. */
export function usePathTo(state: PastState, what: 'state' | 'difference'): string {
  return pathTo(useProjectSession().projectId, state, what)
}

function pathTo(projectId: string, state: PastState, what: string): string {
  if (state.kind === 'version') return `${baseOf(projectId)}/versions/${state.id}/${what}`
  return `${baseOf(projectId)}/history/${what}?${new URLSearchParams({ at: state.at })}`
}
