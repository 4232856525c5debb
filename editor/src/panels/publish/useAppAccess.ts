import type { AppAccess, AppAccessInput } from '@axiom/shared/contracts/appAccess'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

/** Who may open the app, and what changes that. */
export function useAppAccess() {
  const { projectId } = useProjectSession()
  const queries = useQueryClient()
  const base = `/api/projects/${projectId}`
  const path = `${base}/app-access`
  const onSuccess = (next: AppAccess): unknown => queries.setQueryData([path], next)
  return {
    access: useQuery({ queryKey: [path], queryFn: () => api.get<AppAccess>(path) }),
    set: useMutation({ mutationFn: (input: AppAccessInput) => api.put<AppAccess>(path, input), onSuccess }),
    newLink: useMutation({ mutationFn: () => api.post<AppAccess>(`${path}/link`), onSuccess }),
    pass: useMutation({ mutationFn: () => api.post<{ url: string }>(`${base}/app-pass`) }),
  }
}
