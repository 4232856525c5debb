import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'

import { propose, type Suggested } from '../api/suggestions.ts'
import { useProjectSession } from '../document/hooks.ts'
import { t } from '../texts/t.ts'
import { announce } from './announcements.ts'
import { showProposal } from './editorState.ts'

/** Hands in what a program suggests for the open project, and opens it. Throws when it would change nothing. */
export function usePropose(): (suggested: Suggested) => Promise<void> {
  const { projectId } = useProjectSession()
  const queries = useQueryClient()
  return useCallback(
    async (suggested) => {
      const proposal = await propose(projectId, suggested)
      if (proposal === null) throw new Error(t('describe.nothing'))
      await queries.invalidateQueries({ queryKey: [`/api/projects/${projectId}/proposals`] })
      showProposal(proposal.id)
      announce(t('describe.done', { engine: proposal.madeBy ?? '' }))
    },
    [projectId, queries],
  )
}
