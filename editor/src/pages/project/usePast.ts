import type { ProjectState } from '@axiom/shared/contracts/versions'
import { skipToken, useQuery } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { openPast } from '../../document/past.ts'

/** Another state of the project, an earlier one or one that somebody suggests; `path` null: none. */
export function usePast(path: string | null) {
  return useQuery({
    queryKey: [path],
    queryFn: path === null ? skipToken : async () => openPast((await api.get<ProjectState>(path)).state),
    // It does not change by itself, and a document is no plain data.
    staleTime: Infinity,
    structuralSharing: false,
  })
}
