import { addOption } from '@axiom/shared/document/operations/addOption'
import { removeOption } from '@axiom/shared/document/operations/removeOption'
import { setOption } from '@axiom/shared/document/operations/setOption'
import type { FieldView } from '@axiom/shared/document/views'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useEdit } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { DraftField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'

/** Inks that a new option gets in turn. */
const COLOURS = ['#4f86c6', '#d39e2c', '#3f9a63', '#2aa5b5', '#d4593b', '#8a8f8c', '#853fc5', '#c32066']

/** The choices of a select field: renamed in place, records keep theirs. */
export function OptionList({ field }: { field: FieldView }): ReactNode {
  const edit = useEdit()
  const { id: fieldId, options } = field
  const step: typeof edit = (_label, work) => edit(t('data.setField', { name: field.label }), work)
  const add = (): void => {
    const colour = COLOURS[options.length % COLOURS.length] ?? '#8a8f8c'
    step('', (doc, origin) => {
      addOption(doc, { fieldId, label: t('inspector.newOption', { n: options.length + 1 }), colour }, origin)
    })
  }
  return (
    <div className="ax-option-list" role="group" aria-label={t('data.options')}>
      <span className="ax-meta">{t('data.options')}</span>
      {options.map(({ id, label, colour }, i) => (
        <div key={id} className="ax-row" style={{ gap: 4 }}>
          <div className="ax-grow">
            <DraftField
              label={t('inspector.optionLabel', { n: i + 1 })}
              value={label}
              maxLength={80}
              prefix={
                <label className="ax-swatch">
                  <i style={{ background: colour ?? '#8a8f8c' }} />
                  <input
                    type="color"
                    aria-label={t('inspector.ownColour', { label })}
                    value={colour ?? '#8a8f8c'}
                    onChange={(event) => {
                      const next = event.currentTarget.value
                      step('', (doc, origin) => setOption(doc, { id, colour: next }, origin))
                    }}
                  />
                </label>
              }
              onCommit={(next) =>
                next.trim() !== '' && step('', (doc, origin) => setOption(doc, { id, label: next.trim() }, origin))
              }
            />
          </div>
          <IconButton
            label={t('inspector.remove', { name: label })}
            size="xs"
            onClick={() => step('', (doc, origin) => removeOption(doc, { id }, origin))}
          >
            <IconX size={12} />
          </IconButton>
        </div>
      ))}
      <button type="button" className="ax-text-button ax-add" onClick={add}>
        <IconPlus size={12} aria-hidden="true" /> {t('inspector.addOption')}
      </button>
    </div>
  )
}
