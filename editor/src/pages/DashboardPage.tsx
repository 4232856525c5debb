import { Button, TextInput } from '@mantine/core'
import { IconLayoutGrid, IconPlus, IconSearch } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'

import { t } from '../texts/t.ts'
import { Logo } from '../ui/Logo.tsx'
import { StateMessage } from '../ui/StateMessage.tsx'
import { AccountMenu } from './AccountMenu.tsx'
import { NewProjectDialog } from './NewProjectDialog.tsx'
import { ProjectCard } from './ProjectCard.tsx'
import { Thumbnail } from './Thumbnail.tsx'
import { useCreateProject, useProjects } from './useProjects.ts'

import styles from './dashboard.module.css'

export function DashboardPage(): ReactNode {
  const projects = useProjects()
  const [query, setQuery] = useState('')
  const [creating, setCreating] = useState(false)
  const start = useStart()
  const all = projects.data ?? []
  const shown = all.filter(({ name }) => name.toLowerCase().includes(query.trim().toLowerCase()))

  useEffect(() => {
    document.title = `${t('projects.title')} · ${t('app.name')}`
  }, [])

  return (
    <div className={styles.wrap}>
      <aside className={styles.side}>
        <div className={styles.brand}>
          <Logo size={20} /> {t('app.name')}
        </div>
        <nav className={styles.nav}>
          <Link to="/" aria-current="page">
            <IconLayoutGrid size={16} stroke={1.6} aria-hidden="true" />
            <span className="ax-grow">{t('projects.title')}</span>
            <span className={styles.count}>{all.length}</span>
          </Link>
        </nav>
        <div className={styles.account}>
          <AccountMenu />
        </div>
      </aside>
      <main className={styles.main}>
        <header className={styles.head}>
          <h1>{t('projects.title')}</h1>
          <TextInput
            className={styles.search ?? ''}
            variant="filled"
            leftSection={<IconSearch size={14} stroke={1.8} />}
            placeholder={t('projects.search')}
            aria-label={t('projects.search')}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
          <Button leftSection={<IconPlus size={14} stroke={1.8} />} onClick={() => setCreating(true)}>
            {t('projects.new')}
          </Button>
        </header>
        {projects.isError && (
          <p className={styles.offline} role="status">
            {t('projects.offline')}{' '}
            <button type="button" onClick={() => void projects.refetch()}>
              {t('common.retry')}
            </button>
          </p>
        )}
        {projects.isSuccess && all.length === 0 && (
          <StateMessage title={t('projects.emptyTitle')} lead={t('projects.emptyLead')} />
        )}
        <p className={styles.caption}>{t('projects.start')}</p>
        <div className={styles.templates}>
          <button type="button" className={styles.template} onClick={() => start('blank')}>
            <span className={styles.small}>
              <IconPlus size={18} stroke={1.5} />
            </span>
            <span>
              <span className="ax-medium">{t('projects.blank')}</span>
              <br />
              <span className="ax-meta">{t('projects.blankHint')}</span>
            </span>
          </button>
          <button type="button" className={styles.template} onClick={() => start('orders')}>
            <span className={styles.small}>
              <Thumbnail id="" className={styles.thumb} />
            </span>
            <span>
              <span className="ax-medium">{t('projects.orders')}</span>
              <br />
              <span className="ax-meta">{t('projects.ordersHint')}</span>
            </span>
          </button>
        </div>
        {all.length > 0 && <p className={styles.caption}>{t('projects.recent')}</p>}
        {all.length > 0 && shown.length === 0 && (
          <StateMessage title={t('notFound.title')} lead={t('projects.noneFound', { query })}>
            <Button variant="default" onClick={() => setQuery('')}>
              {t('projects.clearSearch')}
            </Button>
          </StateMessage>
        )}
        <ul className={styles.grid} aria-busy={projects.isPending}>
          {projects.isPending && [1, 2, 3].map((key) => <li key={key} className={`ax-skeleton ${styles.frame}`} />)}
          {shown.map((project) => (
            <ProjectCard key={project.id} project={project} />
          ))}
        </ul>
      </main>
      <NewProjectDialog opened={creating} onClose={() => setCreating(false)} />
    </div>
  )
}

/** Makes a project from a template at once and opens it; its name can be changed any time. */
function useStart(): (template: 'blank' | 'orders') => void {
  const create = useCreateProject()
  const navigate = useNavigate()
  return (template) => {
    if (create.isPending) return
    const name = t(template === 'blank' ? 'projects.new' : 'projects.orders')
    create.mutate({ name, template }, { onSuccess: (project) => void navigate(`/p/${project.id}`) })
  }
}
