import { Button } from '@mantine/core'
import { useContext, useEffect, useState, type ReactNode } from 'react'
import { Link } from 'react-router'

import { ProjectSessionContext } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { Logo } from '../../ui/Logo.tsx'
import { StateMessage } from '../../ui/StateMessage.tsx'

import './project.css'

/** The editor's shape while the document comes; says so when it will not come for now. */
export function ShellSkeleton(): ReactNode {
  const isStuck = useStuck()
  return (
    <div className="ax-shell" data-left="layers" aria-busy="true">
      <header className="ax-top">
        <span className="ax-top-mark">
          <Logo size={20} />
        </span>
      </header>
      <div className="ax-rail" />
      <div className="ax-left">
        <div className="ax-panel-head" />
        {[70, 55, 80, 60, 45, 75].map((width) => (
          <div key={width} className="ax-skeleton" style={{ height: 12, width: `${width}%`, margin: '8px 16px' }} />
        ))}
      </div>
      <main className="ax-stage ax-stage-wait" aria-label={t('sync.connecting')}>
        {isStuck && (
          <StateMessage title={t('shell.notHereTitle')} lead={t('shell.notHereLead')}>
            <Button variant="default" component={Link} to="/">
              {t('common.toProjects')}
            </Button>
          </StateMessage>
        )}
      </main>
      <div className="ax-right" />
      <footer className="ax-status">{t('sync.connecting')}</footer>
    </div>
  )
}

/** Offline, and nothing of this project on this device. */
function useStuck(): boolean {
  const session = useContext(ProjectSessionContext)
  const [stuck, setStuck] = useState(false)
  useEffect(() => {
    if (session === null) return
    const look = (): void => setStuck(['offline', 'readOnly'].includes(session.status.get().kind) && !session.loaded())
    look()
    return session.status.subscribe(look)
  }, [session])
  return stuck
}
