import type { Json } from '@axiom/shared/json'
import { isObject } from '@axiom/shared/json'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { DraftField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import type { ControlProps } from './controlProps.ts'

interface Option {
  value: string
  label: string
}

/** The choices of a select that has no field with options of its own. */
export function OptionsControl({ value, onChange }: ControlProps): ReactNode {
  const options = value.kind === 'same' ? parse(value.value) : []
  const write = (next: readonly Option[]): void =>
    onChange(next.map(({ value: key, label }): Json => ({ value: key, label })))
  return (
    <div className="ax-stack8">
      {options.map((option, i) => (
        <div key={option.value} className="ax-row" style={{ gap: 0 }}>
          <div className="ax-grow">
            <DraftField
              label={t('inspector.optionLabel', { n: i + 1 })}
              value={option.label}
              maxLength={200}
              onCommit={(label) => write(options.map((each, at) => (at === i ? { ...each, label } : each)))}
            />
          </div>
          <IconButton
            label={t('inspector.remove', { name: option.label })}
            size="xs"
            onClick={() => write(options.filter((_, at) => at !== i))}
          >
            <IconX size={12} />
          </IconButton>
        </div>
      ))}
      <button
        type="button"
        className="ax-text-button ax-add"
        onClick={() =>
          write([...options, { value: freeKey(options), label: t('inspector.newOption', { n: options.length + 1 }) }])
        }
      >
        <IconPlus size={12} aria-hidden="true" /> {t('inspector.addOption')}
      </button>
    </div>
  )
}

function freeKey(options: readonly Option[]): string {
  let n = options.length + 1
  while (options.some(({ value }) => value === `option${n}`)) n++
  return `option${n}`
}

function parse(value: Json): Option[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item) => {
    const { value: key, label } = isObject(item) ? item : {}
    return typeof key === 'string' && typeof label === 'string' ? [{ value: key, label }] : []
  })
}
