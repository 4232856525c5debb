import type { FieldMisfits, OnMisfit } from '@axiom/shared/contracts/misfits'
import { Radio, Stack } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'

interface Props {
  misfits: readonly FieldMisfits[]
  value: OnMisfit | null
  onChange: (value: OnMisfit) => void
}

/** What publishing means to the rows of visitors; where values would be lost, somebody chooses. */
export function Misfits({ misfits, value, onChange }: Props): ReactNode {
  return (
    <>
      <ul className="ax-publish-warnings" aria-label={t('publish.misfits')}>
        {misfits.map((told) => (
          <li key={told.fieldId} className="ax-note" data-tone="warning">
            <IconAlertTriangle size={14} aria-hidden="true" />
            <span className="ax-grow">
              <strong>{t('publish.misfitField', { model: told.modelName, field: told.fieldName })}</strong>{' '}
              {linesOf(told).join(' ')}
            </span>
          </li>
        ))}
      </ul>
      {hasLosses(misfits) && (
        <Radio.Group
          label={t('publish.onMisfit')}
          value={value}
          onChange={(next) => (next === 'empty' || next === 'default') && onChange(next)}
        >
          <Stack gap="xs" mt={6}>
            <Radio value="empty" label={t('publish.misfitEmpty')} />
            <Radio value="default" label={t('publish.misfitDefault')} />
          </Stack>
        </Radio.Group>
      )}
    </>
  )
}

/** Values would be lost: publishing asks first. */
export function hasLosses(misfits: readonly FieldMisfits[]): boolean {
  return misfits.some(({ fails }) => fails > 0)
}

function linesOf({
  rows,
  converts,
  fails,
  samples,
  invalid,
  missing,
  unfilled,
  doubles,
  type,
}: FieldMisfits): string[] {
  return [
    fails > 0 ? t('misfits.fails', { count: fails, rows, type, samples: samples.join(', ') }) : '',
    converts > 0 ? t('misfits.converts', { count: converts, rows, type }) : '',
    unfilled > 0 ? t('misfits.unfilled', { count: unfilled, rows }) : '',
    missing > 0 ? t('misfits.missing', { count: missing, rows }) : '',
    invalid > 0 ? t('misfits.invalid', { count: invalid, rows }) : '',
    doubles > 0 ? t('misfits.doubles', { count: doubles }) : '',
  ].filter(Boolean)
}
