import type { ReactNode } from 'react'

import { suggestIn } from '../../api/suggestions.ts'
import { useModels, useProjectSession } from '../../document/hooks.ts'
import { usePropose } from '../../session/usePropose.ts'
import { DescribeDialog } from './DescribeDialog.tsx'
import type { Describe } from './useDescribe.ts'
import { wordsForChange, wordsForNew } from './words.ts'

interface Props {
  opened: boolean
  /** What somebody has typed elsewhere already. */
  begun: string
  onClose: () => void
}

/** In the editor: what the project should have, as a suggestion that opens beside the canvas. */
export function DescribeChange({ opened, begun, onClose }: Props): ReactNode {
  const { projectId } = useProjectSession()
  const propose = usePropose()
  const [model] = useModels()
  const describe: Describe = async (brief, waiting) => {
    await propose(await suggestIn(projectId, brief, waiting))
    onClose()
  }
  const words = model ? wordsForChange(model.label.toLowerCase()) : wordsForNew()
  return <DescribeDialog opened={opened} begun={begun} onClose={onClose} words={words} describe={describe} />
}
