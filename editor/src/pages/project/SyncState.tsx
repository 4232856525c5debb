import { Button, Popover } from '@mantine/core'
import {
  IconBulb,
  IconCloudCheck,
  IconCloudOff,
  IconCloudUp,
  IconDeviceFloppy,
  IconEye,
  IconUsers,
  type Icon,
} from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'

import { useProjectSession, useSyncStatus } from '../../document/hooks.ts'
import type { SyncStatus } from '../../document/syncStatus.ts'
import { t } from '../../texts/t.ts'
import { syncText } from '../../ui/syncText.ts'
import { SignInDialog } from './SignInDialog.tsx'

/** `Saving…` for less than this is not worth a word. */
const WORTH_SAYING_MS = 400

const ICONS: Record<SyncStatus['kind'], Icon> = {
  connecting: IconCloudUp,
  saved: IconCloudCheck,
  saving: IconCloudUp,
  offline: IconCloudOff,
  outage: IconCloudOff,
  readOnly: IconEye,
  fork: IconBulb,
}

const TONES: Record<SyncStatus['kind'], string | undefined> = {
  connecting: undefined,
  saved: 'success',
  saving: undefined,
  offline: 'warning',
  outage: 'warning',
  readOnly: 'warning',
  fork: 'warning',
}

/** The status that is always true, in words; a click explains it. */
export function SyncState(): ReactNode {
  const status = useSyncStatus()
  const shown = useCalm(status)
  const [opened, setOpened] = useState(false)
  const [signingIn, setSigningIn] = useState(false)
  const Shown = ICONS[shown.kind]
  const handleSignIn = (): void => {
    setOpened(false)
    setSigningIn(true)
  }
  return (
    <>
      <Popover opened={opened} onChange={setOpened} position="top-start" width={340} trapFocus returnFocus>
        <Popover.Target>
          <button
            type="button"
            className="ax-sync"
            data-tone={TONES[shown.kind]}
            data-testid="sync-status"
            data-kind={status.kind}
            aria-live="polite"
            onClick={() => setOpened(!opened)}
          >
            <Shown size={14} stroke={1.8} aria-hidden="true" />
            {syncText(shown)}
          </button>
        </Popover.Target>
        <Popover.Dropdown p={0}>
          <SyncDetails status={status} onSignIn={handleSignIn} />
        </Popover.Dropdown>
      </Popover>
      <SignInDialog opened={signingIn} onClose={() => setSigningIn(false)} />
    </>
  )
}

/** Goes over from saved to `saving` only after a moment, and to everything else at once. */
function useCalm(status: SyncStatus): SyncStatus {
  const isSaving = status.kind === 'saving'
  const [before, setBefore] = useState(status)
  if (!isSaving && before !== status) setBefore(status)
  const isLong = useLasting(isSaving, WORTH_SAYING_MS)
  return isSaving && before.kind === 'saved' && !isLong ? before : status
}

/** True once something has been so for a while. */
function useLasting(isSo: boolean, ms: number): boolean {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    if (!isSo) return
    const timer = setTimeout(() => setLong(true), ms)
    return () => {
      clearTimeout(timer)
      setLong(false)
    }
  }, [isSo, ms])
  return isLong
}

function SyncDetails({ status, onSignIn }: { status: SyncStatus; onSignIn: () => void }): ReactNode {
  const { retry } = useProjectSession()
  const { kind, changes, problem, keeping } = status
  return (
    <div className="ax-sync-details">
      <div>
        <b>{t(`sync.${kind}.title`)}</b>
        <p className="ax-muted">{t(`sync.${kind}.lead`)}</p>
      </div>
      {changes > 0 && (
        <Fact
          Shown={IconCloudUp}
          title={t('sync.fact.changes', { count: changes })}
          lead={t('sync.fact.changesLead')}
        />
      )}
      <Fact Shown={IconDeviceFloppy} title={t(`sync.keeping.${keeping}`)} lead={t(`sync.keeping.${keeping}.lead`)} />
      {problem !== null && (
        <Fact Shown={IconCloudOff} title={t(`sync.problem.${problem}`)} lead={t(`sync.problem.${problem}.lead`)} />
      )}
      {kind === 'offline' && <Fact Shown={IconUsers} title={t('sync.fact.others')} lead={t('sync.fact.othersLead')} />}
      {(kind === 'offline' || problem !== null) && (
        <footer>
          {problem === 'signedOut' ? (
            <Button size="sm" onClick={onSignIn}>
              {t('auth.signIn')}
            </Button>
          ) : problem === 'tooOld' ? (
            <Button size="sm" onClick={() => location.reload()}>
              {t('common.reload')}
            </Button>
          ) : (
            <Button size="sm" variant="default" onClick={retry}>
              {t('sync.tryNow')}
            </Button>
          )}
        </footer>
      )}
    </div>
  )
}

function Fact({ Shown, title, lead }: { Shown: Icon; title: string; lead: string }): ReactNode {
  return (
    <div className="ax-sync-fact">
      <Shown size={16} stroke={1.6} aria-hidden="true" />
      <div>
        <span className="ax-medium">{title}</span>
        <p className="ax-muted">{lead}</p>
      </div>
    </div>
  )
}
