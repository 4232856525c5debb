import type { CreateProposalInput, Proposal } from '@axiom/shared/contracts/proposals'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { differenceOf } from '../../document/unsent.ts'
import { announce } from '../../session/announcements.ts'
import { t } from '../../texts/t.ts'
import { showToast } from '../../ui/toast.tsx'

/** Sends what the server does not hold as a suggestion, for others to decide on. */
export function useSendProposal(reason: CreateProposalInput['reason']) {
  const { projectId, unsent } = useProjectSession()
  const queries = useQueryClient()
  const base = `/api/projects/${projectId}/proposals`
  return useMutation({
    mutationFn: (title: string) => api.post<Proposal>(base, { title, reason, difference: differenceOf(unsent()) }),
    onSuccess: ({ title }) => {
      const message = t('suggest.sent', { title })
      announce(message)
      showToast({ message })
      return queries.invalidateQueries({ queryKey: [base] })
    },
  })
}
