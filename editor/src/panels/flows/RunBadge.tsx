import type { FlowRun } from '@axiom/shared/contracts/flows'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'

const TONES = { running: 'info', done: 'success', stopped: undefined, failed: 'danger' } as const

/** How a run stands. */
export function RunBadge({ state }: { state: FlowRun['state'] }): ReactNode {
  return (
    <span className="ax-badge" data-tone={TONES[state]}>
      {t(`run.${state}`)}
    </span>
  )
}
