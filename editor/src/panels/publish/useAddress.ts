import type { Project, SlugCheck } from '@axiom/shared/contracts/projects'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

/** So long after the last key it is asked. */
const TYPING_MS = 250

/** The address below which the app is, and what changes it. */
export function useSlug() {
  const { projectId } = useProjectSession()
  const queries = useQueryClient()
  const path = `/api/projects/${projectId}`
  return {
    project: useQuery({ queryKey: ['projects', projectId], queryFn: () => api.get<Project>(path) }),
    change: useMutation({
      mutationFn: (slug: string) => api.put<Project>(path, { slug }),
      // Where the app is stands in many answers.
      onSuccess: () => queries.invalidateQueries({ predicate: ({ queryKey }) => concerns(queryKey, projectId) }),
    }),
  }
}

/** Whether the project can have it; undefined while that is not known. */
export function useSlugCheck(slug: string): SlugCheck | undefined {
  const { projectId } = useProjectSession()
  const [asked] = useDebouncedValue(slug, TYPING_MS)
  const path = `/api/projects/${projectId}/slug?slug=${encodeURIComponent(asked)}`
  const check = useQuery({
    queryKey: [path],
    queryFn: () => api.get<SlugCheck>(path),
    gcTime: 0,
    enabled: asked !== '',
  })
  return asked === slug ? check.data : undefined
}

function concerns([first]: readonly unknown[], projectId: string): boolean {
  return first === 'projects' || (typeof first === 'string' && first.startsWith(`/api/projects/${projectId}/`))
}
