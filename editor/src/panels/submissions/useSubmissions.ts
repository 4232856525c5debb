import type { Page } from '@axiom/shared/contracts/common'
import type {
  Submission,
  SubmissionFilter,
  SubmissionForm,
  SubmissionSettings,
} from '@axiom/shared/contracts/submissions'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

/** While they are looked at, new ones appear; else only their number. */
const SOON_MS = 3_000
const LATER_MS = 30_000

function useBase(): string {
  return `/api/projects/${useProjectSession().projectId}/submissions`
}

/** The forms that are sent in to here, with how much each has. */
export function useSubmissionForms({ isWatched }: { isWatched: boolean }) {
  const base = useBase()
  return useQuery({
    queryKey: [base, 'forms'],
    queryFn: async () => (await api.get<{ data: SubmissionForm[] }>(`${base}/forms`)).data,
    refetchInterval: isWatched ? SOON_MS : LATER_MS,
  })
}

/** What a list and a file of it are asked by. */
export function queryOf(filter: SubmissionFilter, more: Record<string, string> = {}): string {
  const given = Object.entries({ ...filter, ...more }).filter(([, value]) => value !== undefined && value !== '')
  return new URLSearchParams(given as [string, string][]).toString()
}

/** Submissions page by page, read again as soon as the numbers of the forms change. */
export function useSubmissions(filter: SubmissionFilter, forms: readonly SubmissionForm[] | undefined) {
  const base = useBase()
  const queries = useQueryClient()
  const key = [base, 'list']
  const list = useInfiniteQuery({
    queryKey: [...key, filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Submission>>(`${base}?${queryOf(filter, { cursor: pageParam })}`, { signal }),
    getNextPageParam: ({ meta }) => meta.nextCursor,
    placeholderData: (before) => before,
  })
  const state = forms && JSON.stringify(forms.map(({ formId, count, open, lastAt }) => [formId, count, open, lastAt]))
  useEffect(() => {
    if (state !== undefined) void queries.invalidateQueries({ queryKey: [base, 'list'] })
  }, [queries, base, state])

  const onSuccess = (): Promise<void> => queries.invalidateQueries({ queryKey: [base] })
  return {
    list,
    rows: list.data?.pages.flatMap(({ data }) => data) ?? [],
    count: list.data?.pages[0]?.meta.count ?? 0,
    mark: useMutation({
      mutationFn: (input: { ids: string[]; done: boolean }) => api.post(`${base}/mark`, input),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (ids: string[]) => api.post(`${base}/delete`, { ids }), onSuccess }),
  }
}

/** How long submissions are kept, and how many a shorter time would delete. */
export function useKeepDays() {
  const base = useBase()
  const queries = useQueryClient()
  const path = `${base}/settings`
  const settings = useQuery({ queryKey: [path], queryFn: () => api.get<SubmissionSettings>(path) })
  const change = useMutation({
    mutationFn: (keepDays: number | null) => api.put<SubmissionSettings>(path, { keepDays }),
    onSuccess: (changed) => {
      queries.setQueryData([path], changed)
      return queries.invalidateQueries({ queryKey: [base] })
    },
  })
  return { keepDays: settings.data?.keepDays ?? null, change }
}

export function useOlderThan(days: number | null): number | undefined {
  const base = useBase()
  return useQuery({
    queryKey: [base, 'older', days],
    enabled: days !== null,
    queryFn: async () => {
      const until = new Date(Date.now() - (days ?? 0) * 86_400_000).toISOString()
      return (await api.get<Page<Submission>>(`${base}?${queryOf({ until })}`)).meta.count
    },
  }).data
}
