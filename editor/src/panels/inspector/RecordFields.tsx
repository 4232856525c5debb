import { type Action } from '@axiom/shared/widgets/actions'
import { useState, type ReactNode } from 'react'

import { useModels } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import type { EventReads } from './eventReads.ts'
import { Expression, ValueField } from './ValueField.tsx'

type RecordAction = Extract<Action, { modelId: string }>

interface Props {
  action: RecordAction
  reads: EventReads
  onChange: (action: Action) => void
}

/** What an action on records needs: the model, which record, and the values of its fields. */
export function RecordFields({ action, reads, onChange }: Props): ReactNode {
  const model = useModels().find(({ id }) => id === action.modelId)
  return (
    <>
      <ModelField
        value={action.modelId}
        // Values belong to fields of the model.
        onChange={(modelId) =>
          onChange(action.kind === 'deleteRecord' ? { ...action, modelId } : { ...action, modelId, values: {} })
        }
      />
      {action.kind !== 'createRecord' && (
        <RecordField
          source={action.recordId}
          reads={reads}
          onChange={(recordId) => onChange({ ...action, recordId })}
        />
      )}
      {action.kind !== 'deleteRecord' &&
        model?.fields.map((field) => (
          <ValueField
            key={field.id}
            label={field.label}
            source={action.values[field.id] ?? ''}
            field={field}
            onCommit={(source) => {
              const { [field.id]: _old, ...others } = action.values
              onChange({ ...action, values: source === '' ? others : { ...others, [field.id]: source } })
            }}
          />
        ))}
      {action.kind !== 'deleteRecord' && model?.fields.length === 0 && (
        <p className="ax-meta">{t('inspector.noRecords')}</p>
      )}
    </>
  )
}

const OTHER = ''

interface RecordFieldProps {
  source: string
  reads: EventReads
  onChange: (source: string) => void
}

/** Which record: one that the event or the address brings along, or the id that an expression answers. */
function RecordField({ source, reads: { records }, onChange }: RecordFieldProps): ReactNode {
  const [isOther, setOther] = useState(!records.some(({ value }) => value === source))
  const label = t('inspector.record')
  return (
    <>
      <PropRow label={label}>
        <ChoiceField
          label={label}
          value={isOther ? OTHER : source}
          choices={[...records, { value: OTHER, label: t('inspector.record.expression') }]}
          onChange={(value) => {
            setOther(value === OTHER)
            if (value !== OTHER) onChange(value)
          }}
        />
      </PropRow>
      {isOther && <Expression label={label} source={source} onCommit={onChange} />}
    </>
  )
}

interface ModelFieldProps {
  value: string
  none?: string
  onChange: (id: string) => void
}

export function ModelField({ value, none, onChange }: ModelFieldProps): ReactNode {
  const models = useModels().map(({ id, label }) => ({ value: id, label }))
  const isGone = value !== '' && !models.some((model) => model.value === value)
  return (
    <PropRow label={t('inspector.model')}>
      <ChoiceField
        label={t('inspector.model')}
        value={value}
        choices={[
          ...(none === undefined ? [] : [{ value: '', label: none }]),
          ...(isGone ? [{ value, label: t('inspector.gone') }] : []),
          ...models,
        ]}
        onChange={onChange}
      />
    </PropRow>
  )
}
