import { Button, Group, Modal } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { signOut } from '../api/session.ts'
import { wipeLocal } from '../document/localStore.ts'
import type { Unsent } from '../document/unsent.ts'
import { t } from '../texts/t.ts'
import { downloadChanges } from './downloadChanges.ts'

interface Props {
  userId: string
  /** What would stay behind on this device. */
  unsent: readonly Unsent[]
  onClose: () => void
}

/** Asks before a sign-out with changes that are only on this device; nothing is removed unless one says so. */
export function SignOutDialog({ userId, unsent, onClose }: Props): ReactNode {
  const count = unsent.reduce((sum, { changes }) => sum + changes, 0)
  const handleDiscard = async (): Promise<void> => {
    // First, as a sign-out leaves this page.
    await wipeLocal(userId)
    await signOut()
  }
  return (
    <Modal opened={unsent.length > 0} onClose={onClose} title={t('account.unsentTitle', { count })}>
      <p className="ax-muted">{t('account.unsentLead')}</p>
      <Button
        variant="default"
        mt="md"
        leftSection={<IconDownload size={14} aria-hidden="true" />}
        onClick={() => downloadChanges(unsent)}
      >
        {t('changes.download')}
      </Button>
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="subtle" color="red" onClick={() => void handleDiscard()}>
          {t('account.discard')}
        </Button>
        <Button variant="default" onClick={() => void signOut()}>
          {t('account.keep')}
        </Button>
        <Button onClick={onClose} data-autofocus>
          {t('account.stay')}
        </Button>
      </Group>
    </Modal>
  )
}
