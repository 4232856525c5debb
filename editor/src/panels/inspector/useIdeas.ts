import type { Improvements } from '@axiom/shared/contracts/ai'
import type { Finding } from '@axiom/shared/suggest/finding'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { useEngine } from '../../session/useEngine.ts'

/** What the language model would make better beside what the rules find; asked when somebody wants it, as it may cost. */
export function useIdeas() {
  const { projectId } = useProjectSession()
  const engine = useEngine()
  const [ideas, setIdeas] = useState<readonly Finding[]>([])
  const ask = useMutation({
    networkMode: 'always',
    mutationFn: () =>
      api.post<Omit<Improvements, 'data'> & { data: Finding[] }>('/api/ai/suggest-improvements', { projectId }),
    onSuccess: ({ data }) => setIdeas(data.filter(({ kind }) => kind === 'idea')),
  })
  return {
    /** Null: there is nobody to ask. */
    engine: engine ?? null,
    ideas,
    ask,
    drop: (idea: Finding): void => setIdeas(ideas.filter((each) => each !== idea)),
  }
}
