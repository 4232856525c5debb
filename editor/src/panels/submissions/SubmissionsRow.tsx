import { IconInbox } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { showSubmissions, useDataState } from '../data/dataState.ts'
import { useServerProject } from '../data/useEnvironment.ts'
import { useSubmissionForms } from './useSubmissions.ts'

/** The way from the data panel to what was sent in; for those who may read it. */
export function SubmissionsRow(): ReactNode {
  const mayRead = useServerProject()?.abilities.includes('submissions.list') === true
  return mayRead && <Row />
}

function Row(): ReactNode {
  const isOpen = useDataState((state) => state.showsSubmissions)
  const open = useSubmissionForms({ isWatched: isOpen }).data?.reduce((sum, form) => sum + form.open, 0) ?? 0
  return (
    <div className="ax-list">
      <div className="ax-list-row" data-on={isOpen || undefined}>
        <button
          type="button"
          className="ax-row-main"
          aria-current={isOpen || undefined}
          onClick={() => showSubmissions(true)}
        >
          <IconInbox size={14} stroke={1.8} aria-hidden="true" />
          <span className="ax-grow">{t('submissions.title')}</span>
          {open > 0 && <span className="ax-badge ax-num">{t('submissions.new', { count: open })}</span>}
        </button>
      </div>
    </div>
  )
}
