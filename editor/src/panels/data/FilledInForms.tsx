import type { SetField } from '@axiom/shared/document/operations/setField'
import { COMPUTED_TYPES } from '@axiom/shared/document/parseModels'
import type { FieldView } from '@axiom/shared/document/views'
import { loadEvaluator } from '@axiom/shared/expressions/lazy'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField, NumberField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'

interface Props {
  field: FieldView
  onSet: (change: Omit<SetField, 'id'>) => void
}

/** Where a running number begins. */
export function NumberForm({ field, onSet }: Props): ReactNode {
  return (
    <PropRow label={t('data.firstNumber')}>
      <NumberField
        label={t('data.firstNumber')}
        value={field.constraints.min ?? 1}
        inputMode="numeric"
        min={1}
        onCommit={(value) => onSet({ constraints: { min: value === null ? undefined : Math.round(value) } })}
      />
    </PropRow>
  )
}

/** How a value is worked out, and of which type it is; what is wrong with the expression is said below it. */
export function ComputedForm({ field, onSet }: Props): ReactNode {
  const { expression = '', result = 'text' } = field.constraints
  const { data: problem } = useQuery({
    queryKey: ['expression', expression],
    queryFn: async () => (await loadEvaluator()).check(expression),
    enabled: expression !== '',
  })
  return (
    <>
      <PropRow label={t('data.expression')} help={t('data.expressionHint')}>
        <DraftField
          label={t('data.expression')}
          value={expression}
          mono
          multiline
          maxLength={4_000}
          onCommit={(next) => onSet({ constraints: { expression: next.trim() || undefined } })}
        />
      </PropRow>
      {problem && (
        <p className="ax-note" data-tone="danger" role="alert">
          {problem.message}
        </p>
      )}
      <PropRow label={t('data.result')}>
        <ChoiceField
          label={t('data.result')}
          value={result}
          choices={COMPUTED_TYPES.map((value) => ({ value, label: t(`field.${value}`) }))}
          onChange={(next) => onSet({ constraints: { result: COMPUTED_TYPES.find((each) => each === next) } })}
        />
      </PropRow>
    </>
  )
}
