import type { SubmissionFilter, SubmissionForm } from '@axiom/shared/contracts/submissions'
import { IconSearch } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { ChoiceField, FieldFrame } from '../../ui/Field.tsx'
import { Segments } from '../../ui/Segments.tsx'

/** What is asked for, as the fields show it; dates are days of the reader's own calendar. */
export interface Asked {
  form: string
  state: 'all' | 'open' | 'done'
  search: string
  from: string
  until: string
}

export const ALL: Asked = { form: '', state: 'all', search: '', from: '', until: '' }
const STATES = ['all', 'open', 'done'] as const

/** The days become moments: a day ends where the next begins. */
export function filterOf({ form, state, search, from, until }: Asked): SubmissionFilter {
  const startOf = (day: string, more = 0): string => {
    const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
    return new Date(year, month - 1, date + more).toISOString()
  }
  return {
    ...(form === '' ? {} : { form }),
    ...(state === 'all' ? {} : { state }),
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(from === '' ? {} : { from: startOf(from) }),
    ...(until === '' ? {} : { until: startOf(until, 1) }),
  }
}

interface Props {
  asked: Asked
  forms: readonly SubmissionForm[]
  nameOf: (formId: string) => string
  onChange: (asked: Asked) => void
}

/** Which submissions are shown. */
export function SubmissionFilters({ asked, forms, nameOf, onChange }: Props): ReactNode {
  const set = (change: Partial<Asked>): void => onChange({ ...asked, ...change })
  return (
    <div className="ax-sub-filters" role="search" aria-label={t('submissions.find')}>
      <ChoiceField
        label={t('submissions.form')}
        value={asked.form}
        choices={[
          { value: '', label: t('submissions.allForms') },
          ...forms.map(({ formId, count }) => ({ value: formId, label: `${nameOf(formId)} (${count})` })),
        ]}
        onChange={(form) => set({ form })}
      />
      <Segments
        label={t('submissions.state')}
        value={asked.state}
        onChange={(state) => set({ state })}
        segments={STATES.map((value) => ({
          value,
          label: t(`submissions.state.${value}`),
          shown: t(`submissions.state.${value}`),
        }))}
      />
      <FieldFrame prefix={<IconSearch size={12} stroke={2} aria-hidden="true" />}>
        <input
          type="search"
          aria-label={t('submissions.search')}
          placeholder={t('submissions.search')}
          value={asked.search}
          maxLength={200}
          onChange={(event) => set({ search: event.currentTarget.value })}
        />
      </FieldFrame>
      <span className="ax-sub-days">
        <Day label={t('submissions.from')} value={asked.from} max={asked.until} onChange={(from) => set({ from })} />
        <span className="ax-meta" aria-hidden="true">
          –
        </span>
        <Day label={t('submissions.until')} value={asked.until} min={asked.from} onChange={(until) => set({ until })} />
      </span>
    </div>
  )
}

interface DayProps {
  label: string
  value: string
  min?: string
  max?: string
  onChange: (day: string) => void
}

function Day({ label, value, min, max, onChange }: DayProps): ReactNode {
  return (
    <FieldFrame>
      <input
        type="date"
        aria-label={label}
        title={label}
        value={value}
        min={min}
        max={max}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </FieldFrame>
  )
}
