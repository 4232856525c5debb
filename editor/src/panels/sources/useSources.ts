import type {
  DataSource,
  DataSourceInput,
  ExecuteAnswer,
  ExecuteInput,
  SourceHealth,
  SourceProblem,
  SourceTable,
} from '@axiom/shared/contracts/dataSources'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api, request } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'

const BASE = '/api/data-sources'

/** The project's data sources: for who may edit it. */
export function useSources() {
  const { projectId } = useProjectSession()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const list = useQuery({
    queryKey: ['sources', projectId],
    enabled: !isReadOnly,
    queryFn: ({ signal }) => api.get<{ data: DataSource[] }>(`${BASE}?project=${projectId}`, { signal }),
  })
  return { ...list, sources: list.data?.data ?? [] }
}

/** Changes of data sources; each reads the list again. */
export function useSourceChanges() {
  const { projectId } = useProjectSession()
  const queries = useQueryClient()
  const onSuccess = (): Promise<void> => queries.invalidateQueries({ queryKey: ['sources'] })
  return {
    save: useMutation({
      mutationFn: ({ id, input }: { id: string | null; input: DataSourceInput }) =>
        id === null
          ? api.post<DataSource>(BASE, { ...input, project: projectId })
          : api.put<DataSource>(`${BASE}/${id}`, input),
      onSuccess,
    }),
    test: useMutation({
      mutationFn: ({ id, input }: { id: string | null; input: DataSourceInput }) =>
        api.post<SourceHealth>(`${BASE}/test`, {
          project: projectId,
          config: input.config,
          secret: input.secret,
          ...(id === null ? {} : { id }),
        }),
    }),
    upload: useMutation({
      mutationFn: ({ id, file }: { id: string; file: File }) =>
        request<DataSource>('PUT', `${BASE}/${id}/file?name=${encodeURIComponent(file.name)}`, file),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(`${BASE}/${id}`), onSuccess }),
    forget: useMutation({ mutationFn: (id: string) => api.post(`${BASE}/${id}/cache`) }),
  }
}

/** Tables of a source; asked when somebody looks. */
export function useSchema(source: DataSource) {
  return useQuery({
    queryKey: ['sources', 'schema', source.id, source.updatedAt],
    retry: false,
    queryFn: ({ signal }) => api.get<{ data: SourceTable[] }>(`${BASE}/${source.id}/schema`, { signal }),
  })
}

/** Running a query as it is written, and checking it. */
export function useExecution(sourceId: string) {
  const queries = useQueryClient()
  const { projectId } = useProjectSession()
  return {
    run: useMutation({
      mutationFn: (input: ExecuteInput) => api.post<ExecuteAnswer>(`${BASE}/${sourceId}/execute`, input),
      // Its statistics have changed.
      onSettled: () => queries.invalidateQueries({ queryKey: ['sources', projectId], exact: true }),
    }),
    check: useMutation({
      mutationFn: ({ values: _, ...input }: ExecuteInput) =>
        api.post<{ problems: SourceProblem[] }>(`${BASE}/${sourceId}/validate`, input),
    }),
  }
}
