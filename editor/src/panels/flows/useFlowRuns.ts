import type { Page } from '@axiom/shared/contracts/common'
import type { FlowRun, FlowRunDetails, FlowSummary } from '@axiom/shared/contracts/flows'
import type { KeptMails } from '@axiom/shared/contracts/mails'
import type { Json } from '@axiom/shared/json'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

/** While something runs it is looked at again. */
const SOON_MS = 1_000
const LATER_MS = 10_000

export function useFlowSummaries() {
  const path = `/api/projects/${useProjectSession().projectId}/flows`
  return useQuery({
    queryKey: [path],
    queryFn: async () => (await api.get<{ data: FlowSummary[] }>(path)).data,
    refetchInterval: ({ state }) =>
      state.data?.some(({ lastRun }) => lastRun?.state === 'running') ? SOON_MS : LATER_MS,
  })
}

/** Runs of a flow, the newest first, page by page. */
export function useRuns(flowId: string) {
  const path = `/api/projects/${useProjectSession().projectId}/flows/${flowId}/runs`
  return useInfiniteQuery({
    queryKey: [path],
    initialPageParam: '',
    queryFn: ({ pageParam }) => api.get<Page<FlowRun>>(`${path}${pageParam === '' ? '' : `?cursor=${pageParam}`}`),
    getNextPageParam: ({ meta }) => meta.nextCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some((run) => run.state === 'running')) ? SOON_MS : LATER_MS,
  })
}

export function useRun(runId: string) {
  const path = `/api/projects/${useProjectSession().projectId}/flow-runs/${runId}`
  return useQuery({
    queryKey: [path],
    queryFn: () => api.get<FlowRunDetails>(path),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? SOON_MS : false),
  })
}

/** Starts, retries and stops runs. */
export function useRunning(flowId: string) {
  const { projectId } = useProjectSession()
  const base = `/api/projects/${projectId}`
  const queries = useQueryClient()
  const onSuccess = async (run: FlowRun): Promise<void> => {
    await queries.invalidateQueries({ queryKey: [`${base}/flows/${flowId}/runs`] })
    await queries.invalidateQueries({ queryKey: [`${base}/flow-runs/${run.id}`] })
    await queries.invalidateQueries({ queryKey: [`${base}/flows`] })
  }
  const act = (verb: 'retry' | 'stop') => (runId: string) => api.post<FlowRun>(`${base}/flow-runs/${runId}/${verb}`)
  return {
    test: useMutation({
      mutationFn: (data: Record<string, Json>) =>
        api.post<FlowRun>(`${base}/flows/${flowId}/runs`, { mode: 'test', data }),
      onSuccess,
    }),
    retry: useMutation({ mutationFn: act('retry'), onSuccess }),
    stop: useMutation({ mutationFn: act('stop'), onSuccess }),
  }
}

/** Mails that were kept instead of sent; owners see them. */
export function useKeptMails() {
  const path = `/api/projects/${useProjectSession().projectId}/mails`
  return useQuery({ queryKey: [path], queryFn: () => api.get<KeptMails>(path), retry: false })
}
