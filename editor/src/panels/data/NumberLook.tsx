import type { SetField } from '@axiom/shared/document/operations/setField'
import { type FieldView, NUMBER_LOOKS } from '@axiom/shared/document/views'
import { formatFieldNumber, MOST_DECIMALS } from '@axiom/shared/model/formatNumber'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField, NumberField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'

interface Props {
  field: FieldView
  onSet: (change: Omit<SetField, 'id'>) => void
}

/** How people read the numbers of a field, wherever they stand. */
export function NumberLook({ field, onSet }: Props): ReactNode {
  const { shownAs = 'number', currency = 'EUR', decimals = null } = field.constraints
  const example = formatFieldNumber(shownAs === 'percent' ? 0.256 : 1310.5, field.constraints, 'en')
  return (
    <>
      <PropRow label={t('data.shownAs')} help={t('data.shownAsHint', { example })}>
        <ChoiceField
          label={t('data.shownAs')}
          value={shownAs}
          choices={NUMBER_LOOKS.map((value) => ({ value, label: t(`data.shownAs.${value}`) }))}
          onChange={(next) =>
            onSet({ constraints: { shownAs: NUMBER_LOOKS.find((each) => each === next && each !== 'number') } })
          }
        />
      </PropRow>
      {shownAs === 'currency' && (
        <PropRow label={t('data.currency')}>
          <DraftField
            label={t('data.currency')}
            value={currency}
            mono
            maxLength={3}
            onCommit={(next) => {
              const code = next.trim().toUpperCase()
              if (/^[A-Z]{3}$/.test(code)) onSet({ constraints: { currency: code } })
            }}
          />
        </PropRow>
      )}
      <PropRow label={t('data.decimals')}>
        <NumberField
          label={t('data.decimals')}
          value={decimals}
          min={0}
          max={MOST_DECIMALS}
          inputMode="numeric"
          placeholder={t('data.decimalsAsIs')}
          onCommit={(next) => onSet({ constraints: { decimals: next ?? undefined } })}
        />
      </PropRow>
    </>
  )
}
