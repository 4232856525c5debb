import type { ImportedProject } from '@axiom/shared/contracts/archives'
import type { Page } from '@axiom/shared/contracts/common'
import type { CreateProjectInput, Project, UpdateProjectInput } from '@axiom/shared/contracts/projects'
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'

import { api } from '../api/client.ts'

const KEY = ['projects'] as const

export function useProjects(): UseQueryResult<Project[]> {
  return useQuery({ queryKey: KEY, queryFn: async () => (await api.get<Page<Project>>('/api/projects')).data })
}

export function useProject(id: string): UseQueryResult<Project> {
  return useQuery({ queryKey: [...KEY, id], queryFn: () => api.get<Project>(`/api/projects/${id}`) })
}

export function useCreateProject(): UseMutationResult<Project, Error, CreateProjectInput> {
  return useProjectChange((input) => api.post<Project>('/api/projects', input))
}

/** A file that another project was exported to. */
export function useSendProjectFile(): UseMutationResult<ImportedProject, Error, File> {
  return useProjectChange((file) => api.post<ImportedProject>('/api/projects/import', file))
}

export function useUpdateProject(id: string): UseMutationResult<Project, Error, UpdateProjectInput> {
  return useProjectChange((input) => api.put<Project>(`/api/projects/${id}`, input))
}

export function useDeleteProject(id: string): UseMutationResult<void, Error, void> {
  return useProjectChange(() => api.delete(`/api/projects/${id}`))
}

function useProjectChange<T, I>(change: (input: I) => Promise<T>): UseMutationResult<T, Error, I> {
  const queries = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: KEY }) })
}
