import type { Domain } from '@axiom/shared/contracts/domains'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

/** Domains of people's own that lead to the app, or will. */
export function useDomains() {
  const { projectId } = useProjectSession()
  const queries = useQueryClient()
  const path = `/api/projects/${projectId}/domains`
  const onSuccess = (): unknown => queries.invalidateQueries({ queryKey: [path] })
  return {
    domains: useQuery({ queryKey: [path], queryFn: async () => (await api.get<{ data: Domain[] }>(path)).data }),
    add: useMutation({ mutationFn: (host: string) => api.post<Domain>(path, { host }), onSuccess }),
    check: useMutation({ mutationFn: (id: string) => api.post<Domain>(`${path}/${id}/check`), onSuccess }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(`${path}/${id}`), onSuccess }),
  }
}
