import type { SetField } from '@axiom/shared/document/operations/setField'
import type { FieldView } from '@axiom/shared/document/views'
import { fileRulesOf } from '@axiom/shared/model/files'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { DraftField, NumberField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { Switch } from '../../ui/Segments.tsx'

interface Props {
  field: FieldView
  onSet: (change: Omit<SetField, 'id'>) => void
}

/** What a file field takes: how many, how large, of which kinds. */
export function FileForm({ field, onSet }: Props): ReactNode {
  const { many, accept = '', maxSize, maxFiles } = field.constraints
  const given = accept.split(',').filter((part) => part.trim() !== '')
  const isUnclear = fileRulesOf({ accept }).accept.length < given.length
  return (
    <>
      <PropRow label={t('data.many')}>
        <Switch
          label={t('data.many')}
          checked={many === true}
          onChange={(on) => onSet({ constraints: { many: on || undefined } })}
        />
      </PropRow>
      <PropRow label={t('data.accept')} help={t('data.acceptHint')}>
        <DraftField
          label={t('data.accept')}
          value={accept}
          mono
          maxLength={400}
          onCommit={(next) => onSet({ constraints: { accept: next.trim() || undefined } })}
        />
      </PropRow>
      {isUnclear && <p className="ax-note">{t('data.acceptUnclear')}</p>}
      <PropRow label={t('data.maxSize')}>
        <div className="ax-two">
          <NumberField
            label={t('data.maxSize')}
            placeholder={t('data.megabytes')}
            value={maxSize ?? null}
            onCommit={(value) => onSet({ constraints: { maxSize: value ?? undefined } })}
          />
          {many === true && (
            <NumberField
              label={t('data.maxFiles')}
              placeholder={t('data.maxFiles')}
              inputMode="numeric"
              value={maxFiles ?? null}
              onCommit={(value) => onSet({ constraints: { maxFiles: value ?? undefined } })}
            />
          )}
        </div>
      </PropRow>
    </>
  )
}
