import type { ReactNode } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { useServerProject } from '../data/useEnvironment.ts'
import { JobList, useJobs } from './JobList.tsx'

/** Work of the project that was given up, for its owners; nothing as long as all is well. */
export function JobsNote(): ReactNode {
  const { projectId } = useProjectSession()
  const mayManage = useServerProject()?.abilities.includes('jobs.manage') === true
  return mayManage && <Note path={`/api/projects/${projectId}/jobs`} />
}

function Note({ path }: { path: string }): ReactNode {
  const count = useJobs(path).list.data?.dead.length ?? 0
  if (count === 0) return null
  return (
    <details className="ax-jobs-note">
      <summary className="ax-error-text">{t('jobs.givenUp', { count })}</summary>
      <JobList path={path} />
    </details>
  )
}
