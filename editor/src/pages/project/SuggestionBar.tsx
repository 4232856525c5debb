import { Button, Group, Modal } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { useSyncStatus } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { Banner } from './Banner.tsx'
import { SendProposalForm } from './SendProposalForm.tsx'
import { useSendProposal } from './useSendProposal.ts'

/** While one works on a suggestion: what that means, and the two ways out. */
export function SuggestionBar({ onEnd }: { onEnd: () => void }): ReactNode {
  const { kind, changes } = useSyncStatus()
  const [asked, setAsked] = useState<'send' | 'end' | null>(null)
  const sending = useSendProposal('person')
  const close = (): void => setAsked(null)
  if (kind !== 'fork') return null
  const back = { label: t('suggest.back'), run: onEnd }
  const actions = [
    { label: t('suggest.send'), run: () => setAsked('send') },
    { label: t('suggest.end'), run: () => setAsked('end') },
  ]
  return (
    <>
      <Banner tone="warning" actions={changes > 0 ? actions : [back]}>
        {t('suggest.lead')}
      </Banner>
      <Modal opened={asked === 'send'} onClose={close} title={t('suggest.title')}>
        <SendProposalForm sending={sending} onCancel={close} onSent={onEnd} />
      </Modal>
      <Modal opened={asked === 'end'} onClose={close} title={t('suggest.endTitle')}>
        <p className="ax-muted">{t('suggest.endLead', { count: changes })}</p>
        <Group justify="flex-end" gap="sm" mt="lg">
          <Button variant="subtle" color="red" onClick={onEnd}>
            {t('suggest.end')}
          </Button>
          <Button onClick={close} data-autofocus>
            {t('suggest.keep')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
