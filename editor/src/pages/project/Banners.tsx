import type { Project } from '@axiom/shared/contracts/projects'
import { IconAlertTriangle, IconEye, IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useProjectSession, useSyncStatus } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { syncText } from '../../ui/syncText.ts'
import { downloadChanges } from '../downloadChanges.ts'
import { SignInDialog } from './SignInDialog.tsx'

/** What must be known before going on: work that nobody keeps, or that nobody takes. */
export function Banners({ project }: { project: Project | null }): ReactNode {
  const session = useProjectSession()
  const status = useSyncStatus()
  const { kind, changes, keeping, problem } = status
  const [signingIn, setSigningIn] = useState(false)
  const [dismissed, setDismissed] = useState(false)
  const isViewer = project !== null && !project.abilities.includes('document.write')
  return (
    <>
      {keeping === 'failed' && (
        <Banner tone="danger">
          <b>{t('sync.notKept')}.</b> {t('sync.keeping.failed.lead')}
        </Banner>
      )}
      {kind === 'outage' && (
        <Banner tone="warning">
          <b>{t('sync.outage.title')}.</b> {t('sync.outage.lead')}
        </Banner>
      )}
      {kind === 'readOnly' && changes > 0 && problem !== null && (
        <Banner tone="danger" action={{ label: t('changes.download'), run: () => downloadChanges([session.unsent()]) }}>
          <b>{syncText(status)}.</b> {t(`sync.problem.${problem}.lead`)}
        </Banner>
      )}
      {problem === 'signedOut' && (
        <Banner tone="warning" action={{ label: t('auth.signIn'), run: () => setSigningIn(true) }}>
          <b>{syncText(status)}.</b> {t(`sync.keeping.${keeping}`)}.
        </Banner>
      )}
      <SignInDialog opened={signingIn} onClose={() => setSigningIn(false)} />
      {isViewer && changes === 0 && (
        <Banner tone="plain">{t('shell.viewer', { role: t(`role.${project.role}`) })}</Banner>
      )}
      {keeping === 'memory' && !dismissed && (
        <Banner tone="warning" onClose={() => setDismissed(true)}>
          <b>{t('sync.memory')}.</b> {t('sync.keeping.memory.lead')}
        </Banner>
      )}
    </>
  )
}

interface BannerProps {
  tone: 'danger' | 'warning' | 'plain'
  onClose?: () => void
  action?: { label: string; run: () => void }
  children: ReactNode
}

function Banner({ tone, onClose, action, children }: BannerProps): ReactNode {
  const Shown = tone === 'plain' ? IconEye : IconAlertTriangle
  return (
    <div className="ax-banner" data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <Shown size={14} stroke={1.8} aria-hidden="true" />
      <p className="ax-grow">{children}</p>
      {action && (
        <button type="button" className="ax-text-button" onClick={action.run}>
          {action.label}
        </button>
      )}
      {onClose && (
        <IconButton label={t('common.close')} size="xs" onClick={onClose}>
          <IconX size={14} />
        </IconButton>
      )}
    </div>
  )
}
