import { Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconInbox, IconX } from '@tabler/icons-react'
import { useMemo, useState, type ReactNode } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { showSubmissions } from '../data/dataState.ts'
import { formName, inputsOf } from './inputsOf.ts'
import { SubmissionDialog } from './SubmissionDialog.tsx'
import { ALL, type Asked, filterOf, SubmissionFilters } from './SubmissionFilters.tsx'
import { SubmissionFoot } from './SubmissionFoot.tsx'
import { SubmissionTable } from './SubmissionTable.tsx'
import { useSubmissionForms, useSubmissions } from './useSubmissions.ts'

import './submissions.css'

const TYPING_MS = 250

/** What visitors sent in with forms that save to no model, below the canvas. */
export function SubmissionsDock(): ReactNode {
  const { store } = useProjectSession()
  const [asked, setAsked] = useState<Asked>(ALL)
  const [search] = useDebouncedValue(asked.search, TYPING_MS)
  const filter = useMemo(() => filterOf({ ...asked, search }), [asked, search])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [openId, setOpenId] = useState<string | null>(null)
  const forms = useSubmissionForms({ isWatched: true })
  const { list, rows, count, mark, remove } = useSubmissions(filter, forms.data)
  const nameOf = (formId: string): string =>
    formName(store, formId) ?? forms.data?.find((form) => form.formId === formId)?.name ?? t('submissions.goneForm')
  const hasSome = forms.data?.some((form) => form.count > 0) === true
  const at = rows.findIndex(({ id }) => id === openId)
  const open = rows[at]
  const show = (index: number): (() => void) | null => {
    const next = rows[index]
    return next ? () => setOpenId(next.id) : null
  }
  const deleteAll = (ids: string[]): void =>
    remove.mutate(ids, { onSuccess: () => (setChosen(new Set()), setOpenId(null)) })
  return (
    <section className="ax-dock" aria-label={t('submissions.title')}>
      <header className="ax-dock-head">
        <IconInbox size={16} stroke={1.6} aria-hidden="true" />
        <h2 className="ax-cut">{t('submissions.title')}</h2>
        <SubmissionFilters
          asked={asked}
          forms={forms.data ?? []}
          nameOf={nameOf}
          onChange={(next) => (setAsked(next), setChosen(new Set()))}
        />
        <IconButton label={t('common.close')} size="xs" onClick={() => showSubmissions(false)}>
          <IconX size={14} stroke={1.8} />
        </IconButton>
      </header>
      <div
        className="ax-rows ax-sub-rows"
        tabIndex={0}
        role="region"
        aria-label={t('submissions.rows')}
        aria-busy={list.isPending}
      >
        {list.isPending && <Waiting />}
        {rows.length > 0 && (
          <SubmissionTable
            rows={rows}
            inputs={asked.form === '' ? null : inputsOf(store, asked.form, rows)}
            nameOf={nameOf}
            chosen={chosen}
            onChoose={setChosen}
            onOpen={({ id }) => setOpenId(id)}
          />
        )}
        {list.isSuccess && rows.length === 0 && (
          <p className="ax-empty">{t(hasSome ? 'submissions.noneFound' : 'submissions.none')}</p>
        )}
        {list.isError && (
          <div className="ax-empty" role="alert">
            <p className="ax-error-text">{list.error.message}</p>
            <Button size="sm" variant="default" onClick={() => void list.refetch()}>
              {t('common.retry')}
            </Button>
          </div>
        )}
        {list.hasNextPage && (
          <button type="button" className="ax-text-button ax-rows-more" onClick={() => void list.fetchNextPage()}>
            {t('data.more')}
          </button>
        )}
      </div>
      <SubmissionFoot
        filter={filter}
        chosen={chosen}
        shown={rows.length}
        count={count}
        error={mark.error ?? remove.error}
        onMark={(done) => mark.mutate({ ids: [...chosen], done }, { onSuccess: () => setChosen(new Set()) })}
        onDelete={() => deleteAll([...chosen])}
      />
      {open && (
        <SubmissionDialog
          key={open.id}
          submission={open}
          formName={nameOf(open.formId)}
          onPrevious={show(at - 1)}
          onNext={show(at + 1)}
          onMark={(done) => mark.mutate({ ids: [open.id], done })}
          onDelete={() => deleteAll([open.id])}
          onClose={() => setOpenId(null)}
        />
      )}
    </section>
  )
}

function Waiting(): ReactNode {
  return (
    <div className="ax-sub-waiting">
      {[1, 2, 3].map((row) => (
        <div key={row} className="ax-skeleton" />
      ))}
    </div>
  )
}
