import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'

import { t } from '../texts/t.ts'
import { StatePage } from './StatePage.tsx'

/** What a crash of the page shows: work is safe, and one way out. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <StatePage title={t('error.title')} lead={t('error.lead')}>
        <Button size="lg" onClick={() => location.reload()}>
          {t('common.reload')}
        </Button>
      </StatePage>
    )
  }
}
