import type { AppUser } from '@axiom/shared/contracts/appUsers'
import type { Page } from '@axiom/shared/contracts/common'
import type { QueryClient } from '@tanstack/react-query'

/** Names of claims that the newest app users have, as far as they have been read already. */
export function claimsIn(queries: QueryClient, projectId: string): string[] {
  const page = queries.getQueryData<Page<AppUser>>([`/api/projects/${projectId}/app-users`, 'newest'])
  return [...new Set(page?.data.flatMap(({ claims }) => Object.keys(claims)) ?? [])]
}
