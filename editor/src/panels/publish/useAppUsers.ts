import type {
  AppInvitation,
  AppUser,
  AppUserSettings,
  InviteAppUser,
  UpdateAppUser,
} from '@axiom/shared/contracts/appUsers'
import type { Page } from '@axiom/shared/contracts/common'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'

import { settingsPath } from '../../api/appUsers.ts'
import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

const listKey = (projectId: string): string => `/api/projects/${projectId}/app-users`

/** The accounts of the app, page by page. */
export function useAppUsers(search: string) {
  const { projectId } = useProjectSession()
  const path = listKey(projectId)
  return useInfiniteQuery({
    queryKey: [path, search],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ ...(search ? { search } : {}), ...(pageParam ? { cursor: pageParam } : {}) })
      return api.get<Page<AppUser>>(`${path}?${query.toString()}`)
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.meta.nextCursor ?? undefined,
  })
}

/** Everything that changes them. */
export function useAppUserChanges() {
  const { projectId } = useProjectSession()
  const queries = useQueryClient()
  const path = listKey(projectId)
  const onSuccess = (): Promise<void> => queries.invalidateQueries({ queryKey: [path] })
  return {
    invite: useMutation({ mutationFn: (input: InviteAppUser) => api.post<AppInvitation>(path, input), onSuccess }),
    update: useMutation({
      mutationFn: ({ id, ...values }: UpdateAppUser & { id: string }) => api.put<AppUser>(`${path}/${id}`, values),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(`${path}/${id}`), onSuccess }),
    setSettings: useMutation({
      mutationFn: (settings: AppUserSettings) => api.put<AppUserSettings>(settingsPath(projectId), settings),
      onSuccess: (settings) => queries.setQueryData([settingsPath(projectId)], settings),
    }),
  }
}
