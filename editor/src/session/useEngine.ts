import type { AiEngine } from '@axiom/shared/contracts/ai'
import { useQuery } from '@tanstack/react-query'

import { api } from '../api/client.ts'

/** The language model of this server: its name, null where there is none, undefined until that is known. */
export function useEngine(): string | null | undefined {
  const { data } = useQuery({
    queryKey: ['/api/ai/engine'],
    staleTime: Infinity,
    queryFn: ({ signal }) => api.get<AiEngine>('/api/ai/engine', { signal }),
  })
  return data?.model
}
