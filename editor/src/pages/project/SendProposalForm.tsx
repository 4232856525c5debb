import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import type { useSendProposal } from './useSendProposal.ts'

interface Props {
  sending: ReturnType<typeof useSendProposal>
  onCancel: () => void
  onSent: () => void
}

/** A suggestion needs a name, so that others know what they decide on. */
export function SendProposalForm({ sending, onCancel, onSent }: Props): ReactNode {
  const [title, setTitle] = useState('')
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (title.trim() !== '') sending.mutate(title.trim(), { onSuccess: onSent })
  }
  return (
    <form onSubmit={handleSubmit}>
      <Stack gap="lg">
        <TextInput
          label={t('suggest.what')}
          placeholder={t('suggest.placeholder')}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          maxLength={120}
          data-autofocus
          error={sending.error?.message}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={sending.isPending} disabled={title.trim() === ''}>
            {t('suggest.send')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
