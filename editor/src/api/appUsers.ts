import type { AppUserSettings } from '@axiom/shared/contracts/appUsers'
import { useQuery } from '@tanstack/react-query'

import { api } from './client.ts'

/** Where a project's app users are, in the API and in the cache. */
export const settingsPath = (projectId: string): string => `/api/projects/${projectId}/app-user-settings`

/** How the accounts of a project's app work; editors may ask. */
export function useAppUserSettings(projectId: string, enabled = true) {
  const path = settingsPath(projectId)
  return useQuery({ queryKey: [path], queryFn: () => api.get<AppUserSettings>(path), enabled })
}

/** Roles that rules and guards can name; none until they are known. */
export function useAppRoles(projectId: string, enabled = true): readonly string[] {
  return useAppUserSettings(projectId, enabled).data?.roles ?? NONE
}

const NONE: readonly string[] = []
