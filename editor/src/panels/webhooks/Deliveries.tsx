import type { WebhookAttempt, WebhookDelivery } from '@axiom/shared/contracts/webhooks'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

import { formatWhen, isTextKey, t } from '../../texts/t.ts'
import { useDeliveries } from './useWebhooks.ts'

const TONES = { delivered: 'success', waiting: 'warning', failed: 'danger' } as const

/** What was sent to a webhook, the newest first, each with its attempts. */
export function Deliveries({ webhookId }: { webhookId: string }): ReactNode {
  const { list, test, again } = useDeliveries(webhookId)
  const rows = list.data?.pages.flatMap(({ data }) => data) ?? []
  const failure = list.error ?? test.error ?? again.error
  return (
    <section className="ax-webhook-log" aria-label={t('webhooks.deliveries')} aria-busy={list.isPending}>
      <header className="ax-row">
        <h3 className="ax-medium ax-grow">{t('webhooks.deliveries')}</h3>
        <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t('webhooks.test')}
        </Button>
      </header>
      {failure && (
        <p className="ax-error-text" role="alert">
          {failure.message}
        </p>
      )}
      {list.isSuccess && rows.length === 0 && <p className="ax-muted">{t('webhooks.noDeliveries')}</p>}
      <ul>
        {rows.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} onAgain={() => again.mutate(delivery.id)} />
        ))}
      </ul>
      {list.hasNextPage && (
        <button type="button" className="ax-text-button" onClick={() => void list.fetchNextPage()}>
          {t('data.more')}
        </button>
      )}
    </section>
  )
}

function DeliveryRow({ delivery, onAgain }: { delivery: WebhookDelivery; onAgain: () => void }): ReactNode {
  const { event, state, createdAt, attempts, body } = delivery
  const key = `webhooks.event.${event}`
  return (
    <li>
      <details>
        <summary>
          <span className="ax-badge" data-tone={TONES[state]}>
            {t(`delivery.${state}`)}
          </span>
          <span className="ax-grow ax-cut">{isTextKey(key) ? t(key) : t('webhooks.ping')}</span>
          <span className="ax-meta">
            {formatWhen(createdAt)} · {t('webhooks.attempts', { count: attempts.length })}
          </span>
        </summary>
        <ol>
          {attempts.map((attempt) => (
            <Attempt key={attempt.at} attempt={attempt} />
          ))}
        </ol>
        <p className="ax-muted">{t('webhooks.body')}</p>
        <pre tabIndex={0}>{pretty(body)}</pre>
        {state !== 'waiting' && (
          <Button size="xs" variant="default" onClick={onAgain}>
            {t('webhooks.again')}
          </Button>
        )}
      </details>
    </li>
  )
}

function Attempt({ attempt: { at, status, milliseconds, error } }: { attempt: WebhookAttempt }): ReactNode {
  return (
    <li>
      <time dateTime={at}>{formatWhen(at)}</time>{' '}
      {status === null ? t('webhooks.unanswered', { milliseconds }) : t('webhooks.answered', { status, milliseconds })}
      {error !== null && status === null && <p className="ax-error-text">{error}</p>}
    </li>
  )
}

function pretty(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2)
}
