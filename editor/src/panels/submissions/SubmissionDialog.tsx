import type { Submission } from '@axiom/shared/contracts/submissions'
import { Button, Group, Modal } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { AnswerView } from './AnswerView.tsx'
import { browserOf } from './browserOf.ts'
import { inputsOf } from './inputsOf.ts'

interface Props {
  submission: Submission
  formName: string
  /** The neighbours in the list; null at its ends. */
  onPrevious: (() => void) | null
  onNext: (() => void) | null
  onMark: (done: boolean) => void
  onDelete: () => void
  onClose: () => void
}

/** One submission: every answer, its files, when it came and from what browser. */
export function SubmissionDialog({ submission, formName, ...on }: Props): ReactNode {
  const { store } = useProjectSession()
  const [isSure, setSure] = useState(false)
  const { id, formId, formData, submittedAt, userAgent, done } = submission
  return (
    <Modal opened onClose={on.onClose} title={formName} size="lg">
      <p className="ax-sub-from">
        <time dateTime={submittedAt}>
          {new Date(submittedAt).toLocaleString('en', { dateStyle: 'full', timeStyle: 'short' })}
        </time>
        <span className="ax-muted" title={userAgent}>
          {browserOf(userAgent)}
        </span>
        <span className="ax-badge" data-tone={done ? 'success' : undefined}>
          {t(done ? 'submissions.isDone' : 'submissions.isOpen')}
        </span>
        <span className="ax-grow" />
        <IconButton
          label={t('submissions.previous')}
          disabled={on.onPrevious === null}
          onClick={() => on.onPrevious?.()}
        >
          <IconChevronLeft size={16} stroke={1.8} />
        </IconButton>
        <IconButton label={t('submissions.next')} disabled={on.onNext === null} onClick={() => on.onNext?.()}>
          <IconChevronRight size={16} stroke={1.8} />
        </IconButton>
      </p>
      <dl className="ax-sub-answers">
        {inputsOf(store, formId, [submission]).map(({ name, label }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>
              <AnswerView value={formData[name] ?? null} />
            </dd>
          </div>
        ))}
      </dl>
      {isSure && (
        <p className="ax-note" data-tone="danger" role="alert">
          {t('submissions.sure', { count: 1 })}
        </p>
      )}
      <Group key={id} justify="space-between" mt="lg">
        <Button
          color="red"
          variant={isSure ? 'filled' : 'default'}
          onClick={() => (isSure ? on.onDelete() : setSure(true))}
        >
          {t(isSure ? 'submissions.deleteSure' : 'submissions.delete')}
        </Button>
        <Button variant={done ? 'default' : 'filled'} data-autofocus onClick={() => on.onMark(!done)}>
          {t(done ? 'submissions.reopen' : 'submissions.markDone')}
        </Button>
      </Group>
    </Modal>
  )
}
