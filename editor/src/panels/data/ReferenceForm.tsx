import type { SetField } from '@axiom/shared/document/operations/setField'
import { ON_DELETE } from '@axiom/shared/document/parseModels'
import type { FieldView } from '@axiom/shared/document/views'
import type { ReactNode } from 'react'

import { useModels } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { Switch } from '../../ui/Segments.tsx'

interface Props {
  field: FieldView
  onSet: (change: Omit<SetField, 'id'>) => void
}

/** To what a relation points, to how many, and what happens when it is deleted; of a person only how many. */
export function ReferenceForm({ field, onSet }: Props): ReactNode {
  const models = useModels()
  const { type, constraints } = field
  const target = models.find(({ id }) => id === constraints.target)
  const rule = constraints.onDelete ?? 'restrict'
  return (
    <>
      {type === 'relation' && (
        <PropRow label={t('data.target')}>
          <ChoiceField
            label={t('data.target')}
            value={target?.id ?? ''}
            choices={[
              ...(target ? [] : [{ value: '', label: t('data.noTarget') }]),
              ...models.map(({ id, label }) => ({ value: id, label })),
            ]}
            onChange={(next) => next !== '' && onSet({ constraints: { target: next } })}
          />
        </PropRow>
      )}
      <PropRow label={t('data.many')}>
        <Switch
          label={t('data.many')}
          checked={constraints.many === true}
          onChange={(on) => onSet({ constraints: { many: on || undefined } })}
        />
      </PropRow>
      {type === 'relation' && (
        <PropRow label={t('data.onDelete')} help={t('data.onDeleteHint')}>
          <ChoiceField
            label={t('data.onDelete')}
            value={rule}
            choices={ON_DELETE.map((value) => ({ value, label: t(`onDelete.${value}`) }))}
            onChange={(next) => {
              const chosen = ON_DELETE.find((each) => each === next)
              if (chosen) onSet({ constraints: { onDelete: chosen } })
            }}
          />
        </PropRow>
      )}
      {type === 'relation' && !target && <p className="ax-note">{t('data.targetNeeded')}</p>}
    </>
  )
}
