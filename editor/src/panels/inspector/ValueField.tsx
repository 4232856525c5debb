import type { FieldView } from '@axiom/shared/document/views'
import { loadEvaluator } from '@axiom/shared/expressions/lazy'
import { readLiteral } from '@axiom/shared/expressions/path'
import type { Json } from '@axiom/shared/json'
import { IconMathFunction } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField, NumberField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { PropRow } from '../../ui/Panel.tsx'

interface Props {
  label: string
  /** An expression; a literal is shown as the fixed value that it is. */
  source: string
  /** What the value is for: decides how a fixed one is entered. */
  field?: FieldView
  onCommit: (source: string) => void
}

/** A value of an action: fixed, or worked out when the action runs. */
export function ValueField({ label, source, field, onCommit }: Props): ReactNode {
  const literal = readLiteral(source.trim())
  const [isCode, setCode] = useState(source !== '' && literal === undefined)
  const toggle = (): void => {
    // What is no fixed value cannot become one.
    if (isCode && literal === undefined) onCommit('')
    setCode(!isCode)
  }
  return (
    <PropRow label={label} tall={isCode}>
      {isCode ? (
        <Expression label={label} source={source} onCommit={onCommit} />
      ) : (
        <Fixed label={label} field={field} value={literal} onCommit={onCommit} />
      )}
      <IconButton
        label={t(isCode ? 'inspector.unbind' : 'inspector.bind', { label })}
        size="xs"
        toggle
        on={isCode}
        onClick={toggle}
      >
        <IconMathFunction size={14} stroke={1.8} />
      </IconButton>
    </PropRow>
  )
}

interface FixedProps extends Pick<Props, 'label' | 'onCommit'> {
  field: FieldView | undefined
  value: Json | undefined
}

function Fixed({ label, field, value, onCommit }: FixedProps): ReactNode {
  const write = (next: Json): void => onCommit(next === null || next === '' ? '' : JSON.stringify(next))
  const choices = choicesOf(field)
  if (choices) {
    const current = value === undefined ? '' : JSON.stringify(value)
    const known = choices.some((choice) => choice.value === current)
    return (
      <ChoiceField
        label={label}
        value={current}
        choices={known ? choices : [...choices, { value: current, label: current }]}
        onChange={onCommit}
      />
    )
  }
  const placeholder = t('inspector.noValue')
  if (field?.type === 'integer' || field?.type === 'number') {
    return (
      <NumberField
        label={label}
        value={typeof value === 'number' ? value : null}
        placeholder={placeholder}
        onCommit={write}
      />
    )
  }
  const text = value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  return <DraftField label={label} value={text} placeholder={placeholder} maxLength={2000} onCommit={write} />
}

/** What can be chosen, as literal expressions; null where the value is typed. */
function choicesOf(field: FieldView | undefined): { value: string; label: string }[] | null {
  const none = { value: '', label: t('inspector.noValue') }
  if (field?.type === 'boolean') {
    return [none, { value: 'true', label: t('inspector.yes') }, { value: 'false', label: t('inspector.no') }]
  }
  if (field?.type !== 'select' || field.options.length === 0) return null
  return [none, ...field.options.map(({ label }) => ({ value: JSON.stringify(label), label }))]
}

/** An expression, with what is wrong about how it is written. */
export function Expression({ label, source, onCommit }: Pick<Props, 'label' | 'source' | 'onCommit'>): ReactNode {
  const mistake = useMistake(source)
  return (
    <div className="ax-binding">
      <DraftField
        label={t('inspector.expressionOf', { label })}
        value={source}
        mono
        multiline
        maxLength={4000}
        placeholder={t('inspector.expression')}
        error={mistake !== null}
        onCommit={(next) => onCommit(next.trim())}
      />
      {mistake !== null && (
        <p className="ax-binding-result" data-error role="status">
          <i aria-hidden="true" />
          <span>{mistake}</span>
        </p>
      )}
    </div>
  )
}

function useMistake(source: string): string | null {
  const [mistake, setMistake] = useState<string | null>(null)
  useEffect(() => {
    let isCurrent = true
    const check = async (): Promise<void> => {
      const failure = source === '' ? null : (await loadEvaluator()).check(source)
      if (isCurrent) setMistake(failure?.message ?? null)
    }
    void check()
    return () => {
      isCurrent = false
    }
  }, [source])
  return mistake
}
