import type { ProjectEventType, Webhook } from '@axiom/shared/contracts/webhooks'
import { Button, Checkbox, Group, Modal, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { EventChoice } from './EventChoice.tsx'
import { useWebhooks } from './useWebhooks.ts'

interface Props {
  onMade: (webhook: Webhook) => void
  onClose: () => void
}

/** A new webhook: where to, and of what. */
export function WebhookDialog({ onMade, onClose }: Props): ReactNode {
  const { create } = useWebhooks()
  const [url, setUrl] = useState('')
  const [events, setEvents] = useState<ProjectEventType[]>(['submission.created'])
  const [includeDraft, setDraft] = useState(false)
  return (
    <Modal opened onClose={onClose} title={t('webhooks.new')}>
      <form
        className="ax-row-form"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate({ url: url.trim(), events, includeDraft }, { onSuccess: onMade })
        }}
      >
        {create.error && (
          <p className="ax-note" data-tone="danger" role="alert">
            {create.error.message}
          </p>
        )}
        <TextInput
          label={t('webhooks.url')}
          type="url"
          placeholder={t('webhooks.urlHint')}
          value={url}
          maxLength={2_000}
          required
          data-autofocus
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <EventChoice events={events} onChange={setEvents} />
        <Checkbox
          size="xs"
          label={t('webhooks.draft')}
          checked={includeDraft}
          onChange={(event) => setDraft(event.currentTarget.checked)}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending} disabled={url.trim() === ''}>
            {t('webhooks.create')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
