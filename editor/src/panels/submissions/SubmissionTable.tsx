import type { Submission } from '@axiom/shared/contracts/submissions'
import { useEffect, useRef, type ReactNode } from 'react'

import { formatWhen, t } from '../../texts/t.ts'
import { AnswerView, answerText } from './AnswerView.tsx'
import type { FormInput } from './inputsOf.ts'

interface Props {
  rows: readonly Submission[]
  /** The columns of one form; null: several forms are shown, each row in one line. */
  inputs: readonly FormInput[] | null
  nameOf: (formId: string) => string
  chosen: ReadonlySet<string>
  onChoose: (chosen: ReadonlySet<string>) => void
  onOpen: (submission: Submission) => void
}

/** Submissions as rows. The time opens one, also by keyboard. */
export function SubmissionTable({ rows, inputs, nameOf, chosen, onChoose, onOpen }: Props): ReactNode {
  const all = rows.length > 0 && rows.every(({ id }) => chosen.has(id))
  return (
    <table>
      <thead>
        <tr>
          <th className="ax-sub-check">
            <Check
              label={t('submissions.chooseAll')}
              isOn={all}
              isPartly={!all && chosen.size > 0}
              onChange={() => onChoose(new Set(all ? [] : rows.map(({ id }) => id)))}
            />
          </th>
          <th>{t('submissions.when')}</th>
          {inputs === null ? (
            <>
              <th>{t('submissions.form')}</th>
              <th>{t('submissions.answers')}</th>
            </>
          ) : (
            inputs.map(({ name, label }) => <th key={name}>{label}</th>)
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} data-open={!row.done || undefined} onClick={() => onOpen(row)}>
            {/* What is not quite hit is no wish to open it. */}
            <td className="ax-sub-check" onClick={(event) => event.stopPropagation()}>
              <Check
                label={t('submissions.choose', { when: formatWhen(row.submittedAt) })}
                isOn={chosen.has(row.id)}
                onChange={() => onChoose(toggled(chosen, row.id))}
              />
            </td>
            <td>
              <button type="button" className="ax-sub-open" onClick={() => onOpen(row)}>
                <i aria-hidden="true" />
                {formatWhen(row.submittedAt)}
                <span className="ax-hidden">{t(row.done ? 'submissions.isDone' : 'submissions.isOpen')}</span>
              </button>
            </td>
            {inputs === null ? (
              <>
                <td>{nameOf(row.formId)}</td>
                <td className="ax-sub-line">{lineOf(row)}</td>
              </>
            ) : (
              inputs.map(({ name }) => (
                <td key={name}>
                  <AnswerView value={Object.hasOwn(row.formData, name) ? (row.formData[name] ?? null) : null} />
                </td>
              ))
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface CheckProps {
  label: string
  isOn: boolean
  /** Some, not all. */
  isPartly?: boolean
  onChange: () => void
}

function Check({ label, isOn, isPartly = false, onChange }: CheckProps): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // Only a script can say so.
    if (input.current) input.current.indeterminate = isPartly
  }, [isPartly])
  return <input ref={input} type="checkbox" aria-label={label} checked={isOn} onChange={onChange} />
}

function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return chosen.has(id) ? new Set([...chosen].filter((one) => one !== id)) : new Set([...chosen, id])
}

/** The answers of a submission in one line. */
function lineOf({ formData }: Submission): string {
  return Object.values(formData)
    .map(answerText)
    .filter((text) => text !== '')
    .join(' · ')
}
