import type { Project } from '@axiom/shared/contracts/projects'
import type { Environment } from '@axiom/shared/contracts/publishing'
import { useQuery } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useMeta, useProjectSession } from '../../document/hooks.ts'
import { useDataState } from './dataState.ts'

/** The project as the server knows it; undefined while it cannot be asked. */
export function useServerProject(): Project | undefined {
  const { projectId } = useProjectSession()
  // A publish by anybody arrives through the document and asks again.
  const release = useMeta()['release']
  return useQuery({
    queryKey: ['projects', projectId, release],
    queryFn: () => api.get<Project>(`/api/projects/${projectId}`),
  }).data
}

/** Whose rows are shown: the draft's or the visitors'. */
export function useEnvironment(): { env: Environment; isPublished: boolean } {
  const project = useServerProject()
  const chosen = useDataState((state) => state.env)
  const isPublished = project !== undefined && project.publishedAt !== null
  return { env: isPublished ? (chosen ?? 'live') : 'draft', isPublished }
}
