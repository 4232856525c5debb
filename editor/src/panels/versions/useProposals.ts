import type { Page } from '@axiom/shared/contracts/common'
import type { Proposal, ProposalDetails } from '@axiom/shared/contracts/proposals'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { announce } from '../../session/announcements.ts'
import { t } from '../../texts/t.ts'
import { showToast } from '../../ui/toast.tsx'

/** Part of a proposal; none given: all of it. */
export type Part = { kind: 'rows'; ids: string[] } | { kind: 'keys'; keys: string[] }

export interface Decision {
  part?: Part
  /** Also where somebody else has written since. */
  overwrite?: boolean
}

const pathOf = (projectId: string): string => `/api/projects/${projectId}/proposals`

/** What others suggest and what became of it, the newest first. */
export function useProposals() {
  const { projectId } = useProjectSession()
  const base = pathOf(projectId)
  return useQuery({
    queryKey: [base],
    queryFn: async () => (await api.get<Page<Proposal>>(base)).data,
    refetchInterval: 20_000,
  })
}

export function useProposalPath(id: string): string {
  return `${pathOf(useProjectSession().projectId)}/${id}`
}

/** What a proposal would change in the project as it is now. */
export function useProposalDetails(id: string) {
  const path = useProposalPath(id)
  return useQuery({
    queryKey: [path],
    queryFn: () => api.get<ProposalDetails>(path),
    staleTime: 0,
    refetchInterval: 5_000,
  })
}

export function useProposalDecisions({ id, title }: Proposal) {
  const { projectId } = useProjectSession()
  const base = pathOf(projectId)
  const queries = useQueryClient()
  const onSettled = (): Promise<void> =>
    queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(base) })
  const send = (verb: string, { part, ...rest }: Decision = {}): Promise<Proposal> =>
    api.post<Proposal>(`${base}/${id}/${verb}`, verb === 'undo' ? undefined : { ...rest, ...(part && { scope: part }) })
  const undo = useMutation({
    mutationFn: () => send('undo'),
    onSuccess: () => announce(t('proposals.takenBack', { title })),
    onSettled,
  })
  return {
    undo,
    accept: useMutation({
      mutationFn: (decision: Decision) => send('accept', decision),
      onSuccess: ({ status, waiting }, { part }) => {
        const isLeft = part === undefined && status === 'open'
        const message = isLeft ? t('proposals.someWait', { count: waiting }) : t('proposals.accepted', { title })
        announce(message)
        showToast({ message, action: { label: t('action.undo'), run: () => undo.mutate() } })
      },
      onSettled,
    }),
    discard: useMutation({
      mutationFn: (decision: Decision) => send('discard', decision),
      onSuccess: () => announce(t('proposals.discarded', { title })),
      onSettled,
    }),
  }
}
