import type { Page } from '@axiom/shared/contracts/common'
import type { CreateWebhookInput, UpdateWebhookInput, Webhook, WebhookDelivery } from '@axiom/shared/contracts/webhooks'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'

const SOON_MS = 2_000
const LATER_MS = 5_000

function useBase(): string {
  return `/api/projects/${useProjectSession().projectId}/webhooks`
}

export function useWebhooks() {
  const base = useBase()
  const queries = useQueryClient()
  const onSuccess = (): Promise<void> => queries.invalidateQueries({ queryKey: [base] })
  return {
    list: useQuery({
      queryKey: [base],
      queryFn: async () => (await api.get<{ data: Webhook[] }>(base)).data,
      refetchInterval: LATER_MS,
    }),
    create: useMutation({ mutationFn: (input: CreateWebhookInput) => api.post<Webhook>(base, input), onSuccess }),
    change: useMutation({
      mutationFn: ({ id, ...input }: UpdateWebhookInput & { id: string }) => api.put<Webhook>(`${base}/${id}`, input),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(`${base}/${id}`), onSuccess }),
    rotate: useMutation({ mutationFn: (id: string) => api.post<Webhook>(`${base}/${id}/secret`), onSuccess }),
  }
}

/** What was sent, and sending. While something waits it is looked at again. */
export function useDeliveries(webhookId: string) {
  const base = useBase()
  const path = `${base}/${webhookId}`
  const queries = useQueryClient()
  const onSuccess = (): Promise<void> => queries.invalidateQueries({ queryKey: [base] })
  return {
    list: useInfiniteQuery({
      queryKey: [base, webhookId],
      initialPageParam: '',
      queryFn: ({ pageParam }) =>
        api.get<Page<WebhookDelivery>>(`${path}/deliveries${pageParam === '' ? '' : `?cursor=${pageParam}`}`),
      getNextPageParam: ({ meta }) => meta.nextCursor,
      refetchInterval: ({ state }) =>
        state.data?.pages.some(({ data }) => data.some((one) => one.state === 'waiting')) ? SOON_MS : LATER_MS,
    }),
    test: useMutation({ mutationFn: () => api.post(`${path}/test`), onSuccess }),
    again: useMutation({ mutationFn: (id: string) => api.post(`${path}/deliveries/${id}`), onSuccess }),
  }
}
