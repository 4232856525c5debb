import type { ReactNode } from 'react'

import { JobList } from '../panels/jobs/JobList.tsx'
import { t } from '../texts/t.ts'
import { DashboardFrame } from './DashboardFrame.tsx'

import styles from './dashboard.module.css'

/** Work for later of the whole installation, for its administrators. */
export function JobsPage(): ReactNode {
  return (
    <DashboardFrame count={null}>
      <header className={styles.head}>
        <h1>{t('jobs.title')}</h1>
      </header>
      <div className="ax-jobs">
        <p className="ax-muted">{t('jobs.lead')}</p>
        <JobList path="/api/jobs" showsProject />
      </div>
    </DashboardFrame>
  )
}
