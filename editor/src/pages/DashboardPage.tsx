import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'

import { t } from '../texts/t.ts'
import { Segments } from '../ui/Segments.tsx'
import { StateMessage } from '../ui/StateMessage.tsx'
import { DashboardFrame } from './DashboardFrame.tsx'
import { DescribeNewProject } from './describe/DescribeNewProject.tsx'
import { FirstVisit } from './FirstVisit.tsx'
import { KeptProjects } from './KeptProjects.tsx'
import { NewProjectDialog } from './NewProjectDialog.tsx'
import { ProjectCard } from './ProjectCard.tsx'
import { ProjectSearch } from './ProjectSearch.tsx'
import { StartCards } from './StartCards.tsx'
import { useProjects } from './useProjects.ts'

import styles from './dashboard.module.css'

const OWNERSHIP = ['all', 'mine', 'shared'] as const
type Ownership = (typeof OWNERSHIP)[number]

export function DashboardPage(): ReactNode {
  const projects = useProjects()
  const [query, setQuery] = useState('')
  const [whose, setWhose] = useState<Ownership>('all')
  const [dialog, setDialog] = useState<'new' | 'describe' | null>(null)
  const close = (): void => setDialog(null)
  const describe = (): void => setDialog('describe')
  const all = projects.data ?? []
  const mine = all.filter(({ role }) => role === 'owner')
  const hasBoth = mine.length > 0 && mine.length < all.length
  const shown = all
    .filter(({ name }) => name.toLowerCase().includes(query.trim().toLowerCase()))
    .filter(({ role }) => !hasBoth || whose === 'all' || (role === 'owner') === (whose === 'mine'))
  const isFirstVisit = projects.isSuccess && all.length === 0

  useEffect(() => {
    document.title = `${t('projects.title')} · ${t('app.name')}`
  }, [])

  return (
    <DashboardFrame count={projects.isSuccess ? all.length : null}>
      {isFirstVisit ? (
        <FirstVisit onDescribe={describe} />
      ) : (
        <>
          <header className={styles.head}>
            <h1>{t('projects.title')}</h1>
            {all.length > 0 && <ProjectSearch value={query} onChange={setQuery} />}
            {hasBoth && (
              <Segments
                label={t('projects.whose')}
                value={whose}
                onChange={setWhose}
                segments={OWNERSHIP.map((value) => ({
                  value,
                  label: t(`projects.${value}`),
                  shown: t(`projects.${value}`),
                }))}
              />
            )}
            {!projects.isError && (
              <Button leftSection={<IconPlus size={14} stroke={1.8} />} onClick={() => setDialog('new')}>
                {t('projects.new')}
              </Button>
            )}
          </header>
          {projects.isError && <KeptProjects known={all} onRetry={() => void projects.refetch()} />}
          {!projects.isError && <StartCards onDescribe={describe} />}
          {!projects.isError && <p className={styles.caption}>{t('projects.recent')}</p>}
          {all.length > 0 && !projects.isError && shown.length === 0 && (
            <StateMessage title={t('projects.noneTitle')} lead={t('projects.noneFound', { query })}>
              <Button variant="default" onClick={() => setQuery('')}>
                {t('projects.clearSearch')}
              </Button>
            </StateMessage>
          )}
          {!projects.isError && (
            <ul className={styles.grid} aria-busy={projects.isPending}>
              {projects.isPending && [1, 2, 3, 4].map((key) => <CardSkeleton key={key} />)}
              {shown.map((project) => (
                <ProjectCard key={project.id} project={project} />
              ))}
            </ul>
          )}
        </>
      )}
      <NewProjectDialog opened={dialog === 'new'} onClose={close} onDescribe={describe} />
      <DescribeNewProject opened={dialog === 'describe'} onClose={close} />
    </DashboardFrame>
  )
}

function CardSkeleton(): ReactNode {
  return (
    <li aria-hidden="true">
      <div className={`ax-skeleton ${styles.frame}`} />
      <div className={`ax-skeleton ${styles.line}`} style={{ width: '46%' }} />
      <div className={`ax-skeleton ${styles.line}`} style={{ width: '28%' }} />
    </li>
  )
}
