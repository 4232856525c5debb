import type { Project } from '@axiom/shared/contracts/projects'
import { Button } from '@mantine/core'
import { IconCloudOff, IconDeviceFloppy } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { useSession } from '../api/session.ts'
import { listKept, type KeptProject } from '../document/keptProjects.ts'
import { t } from '../texts/t.ts'
import { StateMessage } from '../ui/StateMessage.tsx'
import { Thumbnail } from './Thumbnail.tsx'

import styles from './dashboard.module.css'

interface Props {
  /** What the server said before it went away: the names of these are newer. */
  known: readonly Project[]
  onRetry: () => void
}

/** Without the server: the projects that this device keeps. They open and take edits as always. */
export function KeptProjects({ known, onRetry }: Props): ReactNode {
  const { user, known: last } = useSession()
  const userId = (user ?? last)?.id ?? ''
  const kept = useQuery({
    queryKey: ['kept', userId],
    queryFn: () => listKept(userId),
    // Asked of this device: works exactly when the network does not.
    networkMode: 'always',
  })
  const retry = (
    <Button variant="default" size="sm" onClick={onRetry}>
      {t('common.retry')}
    </Button>
  )
  if (kept.data?.length === 0)
    return (
      <StateMessage title={t('projects.offlineTitle')} lead={t('projects.offlineNone')}>
        {retry}
      </StateMessage>
    )
  return (
    <>
      <div className={styles.offline} role="status">
        <IconCloudOff size={16} stroke={1.6} aria-hidden="true" />
        <p className="ax-grow">{t('projects.offline')}</p>
        {retry}
      </div>
      <p className={styles.caption}>{t('projects.kept')}</p>
      <ul className={styles.grid}>
        {kept.data?.map((project) => (
          <KeptCard key={project.id} project={project} name={known.find(({ id }) => id === project.id)?.name} />
        ))}
      </ul>
    </>
  )
}

function KeptCard({
  project: { id, name, changes },
  ...newer
}: {
  project: KeptProject
  name: string | undefined
}): ReactNode {
  return (
    <li className={styles.card}>
      <Link to={`/p/${id}`} className={styles.frame} tabIndex={-1} aria-hidden="true">
        <Thumbnail id={id} className={styles.thumb} />
      </Link>
      <div className={styles.foot}>
        <div className="ax-grow">
          <Link to={`/p/${id}`} className={`${styles.name} ax-cut`}>
            {newer.name ?? name ?? t('projects.untitled')}
          </Link>
          <span className="ax-meta">
            {changes > 0 ? t('projects.keptChanges', { count: changes }) : t('projects.keptHere')}
          </span>
        </div>
        <IconDeviceFloppy className="ax-muted" size={16} stroke={1.6} aria-hidden="true" />
      </div>
    </li>
  )
}
