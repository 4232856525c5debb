import type { Project } from '@axiom/shared/contracts/projects'
import { useState, type ReactNode } from 'react'

import { useAction } from '../../actions/ActionsProvider.tsx'
import { useProjectSession, useSyncStatus } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { syncText } from '../../ui/syncText.ts'
import { downloadChanges } from '../downloadChanges.ts'
import { Banner } from './Banner.tsx'
import { LostAccessDialog } from './LostAccessDialog.tsx'
import { SignInDialog } from './SignInDialog.tsx'

/** What must be known before going on: work that nobody keeps, or that nobody takes. */
export function Banners({ project }: { project: Project | null }): ReactNode {
  const session = useProjectSession()
  const status = useSyncStatus()
  const { kind, changes, keeping, problem } = status
  const [choosing, setChoosing] = useState(false)
  const [signingIn, setSigningIn] = useState(false)
  const [dismissed, setDismissed] = useState(false)
  const suggest = useAction('suggest')
  const isViewer = kind !== 'fork' && project !== null && !project.abilities.includes('document.write')
  const download = { label: t('changes.download'), run: () => downloadChanges([session.unsent()]) }
  const ways =
    problem === 'noAccess'
      ? [{ label: t('lost.choose'), run: () => setChoosing(true) }, download]
      : problem === 'tooOld'
        ? [{ label: t('common.reload'), run: () => location.reload() }, download]
        : [download]
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
        <Banner tone="danger" actions={ways}>
          <b>{syncText(status)}.</b> {t(`sync.problem.${problem}.lead`)}
        </Banner>
      )}
      {problem === 'signedOut' && (
        <Banner tone="warning" actions={[{ label: t('auth.signIn'), run: () => setSigningIn(true) }]}>
          <b>{syncText(status)}.</b> {t(`sync.keeping.${keeping}`)}.
        </Banner>
      )}
      <LostAccessDialog
        opened={choosing}
        onClose={() => setChoosing(false)}
        maySuggest={project?.abilities.includes('proposals.create') === true}
      />
      <SignInDialog opened={signingIn} onClose={() => setSigningIn(false)} />
      {isViewer && changes === 0 && (
        <Banner tone="plain" {...(suggest.isEnabled && { actions: [{ label: suggest.label, run: suggest.run }] })}>
          {t('shell.viewer', { role: t(`role.${project.role}`) })}
        </Banner>
      )}
      {keeping === 'memory' && kind !== 'fork' && !dismissed && (
        <Banner tone="warning" onClose={() => setDismissed(true)}>
          <b>{t('sync.memory')}.</b> {t('sync.keeping.memory.lead')}
        </Banner>
      )}
    </>
  )
}
