import { IconClockPlay, IconLayoutGrid } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'react-router'

import { useSession } from '../api/session.ts'
import { t } from '../texts/t.ts'
import { Logo } from '../ui/Logo.tsx'
import { AccountMenu } from './AccountMenu.tsx'

import styles from './dashboard.module.css'

interface Props {
  /** Null as long as nobody knows. */
  count: number | null
  children: ReactNode
}

/** Where one is on the server, and as whom. */
export function DashboardFrame({ count, children }: Props): ReactNode {
  const { user } = useSession()
  const { pathname } = useLocation()
  return (
    <div className={styles.wrap}>
      <aside className={styles.side}>
        <Link to="/" className={styles.brand}>
          <Logo size={20} /> {t('app.name')}
        </Link>
        <nav className={styles.nav}>
          <Link to="/" aria-current={pathname === '/' ? 'page' : undefined}>
            <IconLayoutGrid size={16} stroke={1.6} aria-hidden="true" />
            <span className="ax-grow">{t('projects.title')}</span>
            <span className={styles.count}>{count}</span>
          </Link>
          {user?.role === 'admin' && (
            <Link to="/jobs" aria-current={pathname === '/jobs' ? 'page' : undefined}>
              <IconClockPlay size={16} stroke={1.6} aria-hidden="true" />
              <span className="ax-grow">{t('jobs.title')}</span>
            </Link>
          )}
        </nav>
        <div className={styles.account}>
          <AccountMenu />
        </div>
      </aside>
      <main className={styles.main}>{children}</main>
    </div>
  )
}
