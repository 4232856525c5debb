import { useRef, type ReactNode } from 'react'
import { useNavigate } from 'react-router'

import { propose, suggestApp, suggestIn } from '../../api/suggestions.ts'
import { useCreateProject } from '../useProjects.ts'
import { DescribeDialog } from './DescribeDialog.tsx'
import type { Describe } from './useDescribe.ts'
import { wordsForNew } from './words.ts'

/** On the dashboard: a new project, opened with the suggestion for it. */
export function DescribeNewProject({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const create = useCreateProject()
  const navigate = useNavigate()
  /** Made by a try that failed after it: the next one goes on there. */
  const made = useRef<string | null>(null)
  const describe: Describe = async (brief, waiting) => {
    // First the thought, then the project: who gives up meanwhile has none to throw away.
    const { plan } = await suggestApp({ brief }, waiting)
    made.current ??= (await create.mutateAsync({ name: plan.title, template: 'blank' })).id
    const proposal = await propose(made.current, await suggestIn(made.current, brief, waiting))
    await navigate(`/p/${made.current}${proposal ? `?proposal=${proposal.id}` : ''}`)
  }
  const close = (): void => {
    made.current = null
    onClose()
  }
  return <DescribeDialog opened={opened} onClose={close} words={wordsForNew()} describe={describe} />
}
