import type { Webhook } from '@axiom/shared/contracts/webhooks'
import { Button, Checkbox } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { DraftField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { SecretNote } from '../../ui/SecretNote.tsx'
import { Switch } from '../../ui/Segments.tsx'
import { Deliveries } from './Deliveries.tsx'
import { EventChoice } from './EventChoice.tsx'
import { useWebhooks } from './useWebhooks.ts'

interface Props {
  webhook: Webhook
  /** Only just made, the one time that it is known. */
  secret: string | undefined
}

/** One webhook: where to, of what, whether it is on, and what was delivered. */
export function WebhookDetails({ webhook, secret }: Props): ReactNode {
  const { change, rotate, remove } = useWebhooks()
  const [asked, setAsked] = useState<'rotate' | 'delete' | null>(null)
  const { id, url, events, includeDraft, active, offBecause } = webhook
  const shown = rotate.data?.secret ?? secret
  const failure = change.error ?? rotate.error ?? remove.error
  const sure = (what: 'rotate' | 'delete', run: () => void): void => {
    if (asked !== what) return setAsked(what)
    setAsked(null)
    run()
  }
  return (
    <div className="ax-stack8">
      {offBecause !== null && (
        <p className="ax-note" data-tone="danger" role="alert">
          {t(`webhooks.${offBecause}`)}
        </p>
      )}
      {shown !== undefined && (
        <SecretNote lead={t('webhooks.once')} label={t('webhooks.secret', { url })} value={shown} />
      )}
      {failure && (
        <p className="ax-error-text" role="alert">
          {failure.message}
        </p>
      )}
      <div className="ax-webhook">
        <div className="ax-stack8">
          <PropRow label={t('webhooks.active')}>
            <Switch
              label={t('webhooks.active')}
              checked={active}
              onChange={(on) => change.mutate({ id, active: on })}
            />
          </PropRow>
          <PropRow label={t('webhooks.url')}>
            <DraftField
              label={t('webhooks.url')}
              value={url}
              mono
              inputMode="url"
              maxLength={2_000}
              onCommit={(next) => change.mutate({ id, url: next.trim() })}
            />
          </PropRow>
          <EventChoice events={events} onChange={(next) => change.mutate({ id, events: next })} />
          <Checkbox
            size="xs"
            label={t('webhooks.draft')}
            checked={includeDraft}
            onChange={(event) => change.mutate({ id, includeDraft: event.currentTarget.checked })}
          />
          <p className="ax-row">
            <Button
              size="xs"
              variant="default"
              loading={rotate.isPending}
              onClick={() => sure('rotate', () => rotate.mutate(id))}
            >
              {t(asked === 'rotate' ? 'webhooks.rotateSure' : 'webhooks.rotate')}
            </Button>
            <Button
              size="xs"
              {...(asked === 'delete' ? { color: 'red' } : { variant: 'default' })}
              loading={remove.isPending}
              onClick={() => sure('delete', () => remove.mutate(id))}
            >
              {t(asked === 'delete' ? 'webhooks.deleteSure' : 'webhooks.delete')}
            </Button>
            {asked !== null && (
              <Button size="xs" variant="default" onClick={() => setAsked(null)}>
                {t('common.cancel')}
              </Button>
            )}
          </p>
        </div>
        <Deliveries webhookId={id} />
      </div>
    </div>
  )
}
