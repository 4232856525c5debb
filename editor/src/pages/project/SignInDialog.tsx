import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

import { signInAgain, useSession } from '../../api/session.ts'
import { useProjectSession, useSyncStatus } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { SignInFields } from '../SignInFields.tsx'
import { useAuthForm } from '../useAuthForm.ts'

import styles from '../auth.module.css'

interface Props {
  opened: boolean
  onClose: () => void
}

/** Signs the same person in again without leaving the page, so that nothing that waits here can get lost. */
export function SignInDialog({ opened, onClose }: Props): ReactNode {
  const { retry } = useProjectSession()
  const { changes } = useSyncStatus()
  const { known } = useSession()
  const { busy, error, errorAt, handleSubmit } = useAuthForm(async ({ email = '', password = '' }) => {
    await signInAgain({ email, password })
    onClose()
    retry()
  })
  return (
    <Modal opened={opened} onClose={onClose} size={420} title={t('auth.againTitle')}>
      <form className={styles.plain} onSubmit={handleSubmit} noValidate>
        <p className="ax-muted">
          {changes > 0
            ? t('auth.againLeadChanges', { name: known?.name ?? '', count: changes })
            : t('auth.againLead', { name: known?.name ?? '' })}
        </p>
        {error !== null && (
          <p className={styles.error} role="alert">
            {error.message}
          </p>
        )}
        <SignInFields busy={busy} errorAt={errorAt} />
      </form>
    </Modal>
  )
}
