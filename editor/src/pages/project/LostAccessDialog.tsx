import { Button, Modal, Stack } from '@mantine/core'
import { IconBulb, IconCopy, IconDeviceFloppy, IconTrash, type Icon } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useMeta, useSyncStatus } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { SendProposalForm } from './SendProposalForm.tsx'
import { useLostAccess } from './useLostAccess.ts'

import './lostAccess.css'

interface Props {
  opened: boolean
  onClose: () => void
  /** One may still suggest. */
  maySuggest: boolean
}

/** One may not write here any more, and some changes have not arrived: what is to become of them. */
export function LostAccessDialog({ opened, onClose, maySuggest }: Props): ReactNode {
  const { changes } = useSyncStatus()
  const name = useMeta()['name']
  const { drop, copy, sending } = useLostAccess(typeof name === 'string' ? name : t('projects.untitled'))
  const [step, setStep] = useState<'choose' | 'suggest' | 'discard'>('choose')
  const isBusy = drop.isPending || copy.isPending
  const close = (): void => {
    setStep('choose')
    onClose()
  }
  const failed = copy.error ?? drop.error
  return (
    <Modal opened={opened} onClose={close} title={t('lost.title', { count: changes })}>
      {step === 'suggest' ? (
        <SendProposalForm sending={sending} onCancel={() => setStep('choose')} onSent={() => drop.mutate()} />
      ) : (
        <Stack gap="sm">
          <p className="ax-muted">{t('lost.lead')}</p>
          {maySuggest && <Choice Shown={IconBulb} way="suggest" disabled={isBusy} onClick={() => setStep('suggest')} />}
          <Choice Shown={IconCopy} way="copy" disabled={isBusy} isBusy={copy.isPending} onClick={() => copy.mutate()} />
          <Choice Shown={IconDeviceFloppy} way="keep" disabled={isBusy} onClick={close} />
          {step === 'choose' ? (
            <Choice Shown={IconTrash} way="discard" disabled={isBusy} onClick={() => setStep('discard')} />
          ) : (
            <Button color="red" loading={drop.isPending} onClick={() => drop.mutate()}>
              {t('lost.discardNow', { count: changes })}
            </Button>
          )}
          {failed && (
            <p className="ax-error-text" role="alert">
              {t('lost.failed', { reason: failed.message })}
            </p>
          )}
        </Stack>
      )}
    </Modal>
  )
}

interface ChoiceProps {
  Shown: Icon
  way: 'suggest' | 'copy' | 'keep' | 'discard'
  disabled: boolean
  isBusy?: boolean
  onClick: () => void
}

function Choice({ Shown, way, disabled, isBusy = false, onClick }: ChoiceProps): ReactNode {
  return (
    <button type="button" className="ax-choice" disabled={disabled} aria-busy={isBusy} onClick={onClick}>
      <Shown size={18} stroke={1.6} aria-hidden="true" />
      <span>
        <span className="ax-medium">{t(`lost.${way}`)}</span>
        <span className="ax-meta">{t(isBusy ? 'lost.copying' : `lost.${way}.lead`)}</span>
      </span>
    </button>
  )
}
