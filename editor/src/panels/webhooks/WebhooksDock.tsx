import type { Webhook } from '@axiom/shared/contracts/webhooks'
import { Button } from '@mantine/core'
import { IconPlus, IconWebhook, IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { showWebhooks } from '../flows/flowState.ts'
import { useWebhooks } from './useWebhooks.ts'
import { WebhookDetails } from './WebhookDetails.tsx'
import { WebhookDialog } from './WebhookDialog.tsx'

import './webhooks.css'

/** Whom the project tells what happens in it, below the canvas. */
export function WebhooksDock(): ReactNode {
  const { list } = useWebhooks()
  const [openId, setOpenId] = useState<string | null>(null)
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<Webhook | null>(null)
  const webhooks = list.data ?? []
  const open = webhooks.find(({ id }) => id === openId) ?? webhooks[0]
  return (
    <section className="ax-dock" aria-label={t('webhooks.title')}>
      <header className="ax-dock-head">
        <IconWebhook size={16} stroke={1.6} aria-hidden="true" />
        <h2>{t('webhooks.title')}</h2>
        <span className="ax-meta ax-dock-wide">{t('webhooks.lead')}</span>
        <span className="ax-grow" />
        <Button size="xs" variant="default" leftSection={<IconPlus size={12} />} onClick={() => setMaking(true)}>
          {t('webhooks.new')}
        </Button>
        <IconButton label={t('common.close')} size="xs" onClick={() => showWebhooks(false)}>
          <IconX size={14} stroke={1.8} />
        </IconButton>
      </header>
      {list.isError && (
        <div className="ax-empty" role="alert">
          <p className="ax-error-text">{list.error.message}</p>
          <Button size="sm" variant="default" onClick={() => void list.refetch()}>
            {t('common.retry')}
          </Button>
        </div>
      )}
      {list.isSuccess && webhooks.length === 0 && <p className="ax-empty">{t('webhooks.none')}</p>}
      {open && (
        <div className="ax-dock-split">
          <ul className="ax-dock-list" aria-label={t('webhooks.title')}>
            {webhooks.map((webhook) => (
              <WebhookRow
                key={webhook.id}
                webhook={webhook}
                isOpen={webhook.id === open.id}
                onOpen={() => setOpenId(webhook.id)}
              />
            ))}
          </ul>
          <div className="ax-dock-form">
            <WebhookDetails key={open.id} webhook={open} secret={made?.id === open.id ? made.secret : undefined} />
          </div>
        </div>
      )}
      {isMaking && (
        <WebhookDialog
          onClose={() => setMaking(false)}
          onMade={(webhook) => {
            setMaking(false)
            setMade(webhook)
            setOpenId(webhook.id)
          }}
        />
      )}
    </section>
  )
}

interface RowProps {
  webhook: Webhook
  isOpen: boolean
  onOpen: () => void
}

function WebhookRow({ webhook: { url, active, offBecause, lastDelivery }, isOpen, onOpen }: RowProps): ReactNode {
  const isFailing = lastDelivery !== null && lastDelivery.state === 'failed'
  return (
    <li className="ax-list-row" data-on={isOpen || undefined}>
      <button type="button" className="ax-row-main" aria-current={isOpen || undefined} title={url} onClick={onOpen}>
        <span className="ax-grow ax-cut">{shortOf(url)}</span>
        {offBecause !== null ? (
          <span className="ax-badge" data-tone="danger">
            {t('webhooks.offByItself')}
          </span>
        ) : (
          <span className="ax-badge" data-tone={!active ? undefined : isFailing ? 'danger' : 'success'}>
            {active ? t(isFailing ? 'delivery.failed' : 'webhooks.active') : t('webhooks.off')}
          </span>
        )}
      </button>
    </li>
  )
}

/** What tells addresses apart. */
function shortOf(url: string): string {
  return url.replace(/^https?:\/\//, '')
}
