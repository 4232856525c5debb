import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { proposeApp } from '../../api/suggestions.ts'
import { useModels, useProjectSession } from '../../document/hooks.ts'
import { announce } from '../../session/announcements.ts'
import { showProposal } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { DescribeDialog } from './DescribeDialog.tsx'
import type { Describe } from './useDescribe.ts'
import { wordsForChange, wordsForNew } from './words.ts'

/** In the editor: what the project should have, as a suggestion that opens beside the canvas. */
export function DescribeChange({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const { projectId } = useProjectSession()
  const queries = useQueryClient()
  const [model] = useModels()
  const describe: Describe = async (brief, signal) => {
    const proposal = await proposeApp(projectId, brief, signal)
    if (proposal === null) throw new Error(t('describe.nothing'))
    await queries.invalidateQueries({ queryKey: [`/api/projects/${projectId}/proposals`] })
    onClose()
    showProposal(proposal.id)
    announce(t('describe.done', { engine: proposal.madeBy ?? '' }))
  }
  const words = model ? wordsForChange(model.label.toLowerCase()) : wordsForNew()
  return <DescribeDialog opened={opened} onClose={onClose} words={words} describe={describe} />
}
