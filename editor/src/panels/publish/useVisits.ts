import type { VISIT_PERIODS, Visits } from '@axiom/shared/contracts/visits'
import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

export type Period = (typeof VISIT_PERIODS)[number]

/** How often the app was visited in the last days; read again now and then. */
export function useVisits(period: Period) {
  const { projectId } = useProjectSession()
  const path = `/api/projects/${projectId}/visits?days=${period}`
  return useQuery({
    queryKey: [path],
    queryFn: () => api.get<Visits>(path),
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: 30_000,
  })
}
