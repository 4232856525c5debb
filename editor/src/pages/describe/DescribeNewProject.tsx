import type { ReactNode } from 'react'
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
  const describe: Describe = async (brief, waiting) => {
    // First the thought, then the project: who gives up meanwhile has none to throw away.
    const { plan } = await suggestApp({ brief }, waiting)
    const project = await create.mutateAsync({ name: plan.title, template: 'blank' })
    const proposal = await propose(project.id, await suggestIn(project.id, brief, waiting))
    await navigate(`/p/${project.id}${proposal ? `?proposal=${proposal.id}` : ''}`)
  }
  return <DescribeDialog opened={opened} onClose={onClose} words={wordsForNew()} describe={describe} />
}
