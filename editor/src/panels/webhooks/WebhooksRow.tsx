import { IconWebhook } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { useServerProject } from '../data/useEnvironment.ts'
import { showWebhooks, useFlowState } from '../flows/flowState.ts'
import { useWebhooks } from './useWebhooks.ts'

/** The way from the flows to the webhooks; for those who may see them. */
export function WebhooksRow(): ReactNode {
  const maySee = useServerProject()?.abilities.includes('webhooks.manage') === true
  return maySee && <Row />
}

function Row(): ReactNode {
  const isOpen = useFlowState((state) => state.showsWebhooks)
  const webhooks = useWebhooks().list.data ?? []
  const isBroken = webhooks.some(({ offBecause }) => offBecause !== null)
  return (
    <div className="ax-list ax-webhooks-row">
      <div className="ax-list-row" data-on={isOpen || undefined}>
        <button
          type="button"
          className="ax-row-main"
          aria-current={isOpen || undefined}
          onClick={() => showWebhooks(true)}
        >
          <IconWebhook size={14} stroke={1.8} aria-hidden="true" />
          <span className="ax-grow">{t('webhooks.title')}</span>
          {isBroken && (
            <span className="ax-badge" data-tone="danger">
              {t('webhooks.offByItself')}
            </span>
          )}
          {!isBroken && webhooks.length > 0 && <span className="ax-meta ax-num">{webhooks.length}</span>}
        </button>
      </div>
    </div>
  )
}
