import { Button, Group, Modal } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { useBlocker } from 'react-router'

import { useProjectSession, useSyncStatus } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { downloadChanges } from '../downloadChanges.ts'

/** Where this device keeps nothing, leaving the page with changes on their way would lose them: asks first. */
export function LeaveGuard(): ReactNode {
  const { changes, keeping } = useSyncStatus()
  const { unsent } = useProjectSession()
  const isAtRisk = changes > 0 && keeping !== 'kept'
  const blocker = useBlocker(isAtRisk)
  useEffect(() => {
    if (!isAtRisk) return
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isAtRisk])
  const { state, proceed } = blocker
  useEffect(() => {
    // They have arrived while the question was open.
    if (state === 'blocked' && !isAtRisk) proceed?.()
  }, [state, isAtRisk, proceed])
  const stay = (): void => blocker.reset?.()
  return (
    <Modal opened={state === 'blocked'} onClose={stay} title={t('leave.title', { count: changes })}>
      <p className="ax-muted">{t('leave.lead')}</p>
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="subtle" color="red" onClick={() => proceed?.()}>
          {t('leave.leave')}
        </Button>
        <Button variant="default" onClick={() => downloadChanges([unsent()])}>
          {t('changes.download')}
        </Button>
        <Button onClick={stay} data-autofocus>
          {t('leave.stay')}
        </Button>
      </Group>
    </Modal>
  )
}
