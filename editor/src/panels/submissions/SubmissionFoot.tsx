import type { SubmissionFilter } from '@axiom/shared/contracts/submissions'
import type { FileFormat } from '@axiom/shared/tables/formats'
import { Button } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { ExportMenu } from '../data/ExportMenu.tsx'
import { KeepDialog } from './KeepDialog.tsx'
import { queryOf, useKeepDays } from './useSubmissions.ts'

interface Props {
  filter: SubmissionFilter
  chosen: ReadonlySet<string>
  shown: number
  count: number
  error: Error | null
  onMark: (done: boolean) => void
  onDelete: () => void
}

/** What can be done with the chosen ones, or else with all that are shown. */
export function SubmissionFoot({ filter, chosen, shown, count, error, onMark, onDelete }: Props): ReactNode {
  return (
    <footer className="ax-rows-foot ax-sub-foot">
      {chosen.size > 0 ? (
        <Chosen key={chosen.size} count={chosen.size} onMark={onMark} onDelete={onDelete} />
      ) : (
        <>
          <Export filter={filter} isEmpty={count === 0} />
          <Keep />
        </>
      )}
      {error && (
        <span className="ax-error-text" role="alert">
          {error.message}
        </span>
      )}
      <span className="ax-grow" />
      <span className="ax-meta ax-num">{t('submissions.count', { shown, count })}</span>
    </footer>
  )
}

function Chosen({ count, onMark, onDelete }: { count: number } & Pick<Props, 'onMark' | 'onDelete'>): ReactNode {
  const [isSure, setSure] = useState(false)
  if (isSure)
    return (
      <>
        <span role="alert">{t('submissions.sure', { count })}</span>
        <Button size="xs" color="red" onClick={onDelete}>
          {t('submissions.deleteSure')}
        </Button>
        <Button size="xs" variant="default" onClick={() => setSure(false)}>
          {t('common.cancel')}
        </Button>
      </>
    )
  return (
    <>
      <span className="ax-medium" role="status">
        {t('submissions.chosen', { count })}
      </span>
      <Button size="xs" variant="default" onClick={() => onMark(true)}>
        {t('submissions.markDone')}
      </Button>
      <Button size="xs" variant="default" onClick={() => onMark(false)}>
        {t('submissions.reopen')}
      </Button>
      <Button size="xs" variant="default" onClick={() => setSure(true)}>
        {t('submissions.delete')}
      </Button>
    </>
  )
}

function Export({ filter, isEmpty }: { filter: SubmissionFilter; isEmpty: boolean }): ReactNode {
  const { projectId } = useProjectSession()
  const pathOf = (format: FileFormat): string =>
    `/api/projects/${projectId}/submissions/export?${queryOf(filter, { format })}`
  return <ExportMenu name="submissions" pathOf={pathOf} isDisabled={isEmpty} />
}

function Keep(): ReactNode {
  const { keepDays } = useKeepDays()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="ax-text-button ax-add" onClick={() => setOpen(true)}>
        <IconClock size={12} aria-hidden="true" />{' '}
        {keepDays === null ? t('submissions.keptForever') : t('submissions.keptDays', { count: keepDays })}
      </button>
      {isOpen && <KeepDialog keepDays={keepDays} onClose={() => setOpen(false)} />}
    </>
  )
}
