import { NUMBER_LOOKS } from '@axiom/shared/document/views'
import { formatFieldNumber, type Look, MOST_DECIMALS } from '@axiom/shared/model/formatNumber'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField, NumberField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'

interface Props {
  look: Look
  onSet: (change: { [K in keyof Look]: Look[K] | undefined }) => void
}

/** How people read numbers: of a field, wherever they stand, or of one column. */
export function NumberLook({ look, onSet }: Props): ReactNode {
  const { shownAs = 'number', currency = 'EUR', decimals = null } = look
  const example = formatFieldNumber(shownAs === 'percent' ? 0.256 : 1310.5, look, 'en')
  return (
    <>
      <PropRow label={t('data.shownAs')} help={t('data.shownAsHint', { example })}>
        <ChoiceField
          label={t('data.shownAs')}
          value={shownAs}
          choices={NUMBER_LOOKS.map((value) => ({ value, label: t(`data.shownAs.${value}`) }))}
          onChange={(next) => onSet({ shownAs: NUMBER_LOOKS.find((each) => each === next) })}
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
              if (/^[A-Z]{3}$/.test(code)) onSet({ currency: code })
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
          onCommit={(next) => onSet({ decimals: next ?? undefined })}
        />
      </PropRow>
    </>
  )
}
