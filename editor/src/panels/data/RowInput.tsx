import type { FieldView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { Checkbox, MultiSelect, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { FileRowInput } from './FileRowInput.tsx'
import { ReferenceInput } from './ReferenceInput.tsx'

interface Props {
  field: FieldView
  value: Json
  error: string | null
  onChange: (value: Json) => void
}

const INPUT_TYPES: Partial<Record<FieldView['type'], string>> = {
  date: 'date',
  datetime: 'datetime-local',
  email: 'email',
  url: 'url',
}

/** The input that fits a field's type; empty is null. */
export function RowInput({ field, value, error, onChange }: Props): ReactNode {
  const { label, type, options, constraints } = field
  const shared = { label, required: constraints.required === true, error }
  // A choice that was taken away stays until another is chosen.
  const held = Array.isArray(value) ? value : [value]
  const choices = [...new Set([...options.map((option) => option.label), ...held.filter(isWord)])]
  const text = typeof value === 'string' ? value : ''
  switch (type) {
    case 'boolean':
      return (
        <Checkbox
          label={label}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'integer':
    case 'number':
      return (
        <NumberInput
          {...shared}
          allowDecimal={type === 'number'}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : null)}
        />
      )
    case 'select':
      return (
        <NativeSelect
          {...shared}
          data={[{ value: '', label: '–' }, ...choices]}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value || null)}
        />
      )
    case 'multiSelect':
      return (
        <MultiSelect
          {...shared}
          data={choices}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={onChange}
        />
      )
    case 'longText':
      return (
        <Textarea
          {...shared}
          autosize={false}
          rows={3}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value || null)}
        />
      )
    case 'file':
      return <FileRowInput field={field} value={value} error={error} onChange={onChange} />
    case 'relation':
    case 'user':
      return <ReferenceInput field={field} value={value} error={error} onChange={onChange} />
    case 'json':
      return <JsonInput {...shared} value={value} onChange={onChange} />
    default:
      return (
        <TextInput
          {...shared}
          type={INPUT_TYPES[type] ?? 'text'}
          value={type === 'datetime' ? toLocal(text) : text}
          onChange={(event) => {
            const next = event.currentTarget.value
            onChange(next === '' ? null : type === 'datetime' ? new Date(next).toISOString() : next)
          }}
        />
      )
  }
}

const isWord = (value: Json): value is string => typeof value === 'string'

/** An instant as the browser's own input wants it: local, without zone. */
function toLocal(instant: string): string {
  if (instant === '') return ''
  const date = new Date(instant)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

interface JsonProps extends Pick<Props, 'value' | 'onChange' | 'error'> {
  label: string
  required: boolean
}

function JsonInput({ label, required, value, error, onChange }: JsonProps): ReactNode {
  const [text, setText] = useState(() => (value === null ? '' : JSON.stringify(value, null, 2)))
  const [broken, setBroken] = useState(false)
  return (
    <Textarea
      label={label}
      required={required}
      rows={4}
      value={text}
      error={broken ? t('data.notJson') : error}
      onChange={(event) => {
        const next = event.currentTarget.value
        setText(next)
        try {
          onChange(next.trim() === '' ? null : (JSON.parse(next) as Json))
          setBroken(false)
        } catch (failure) {
          if (!(failure instanceof SyntaxError)) throw failure
          setBroken(true)
        }
      }}
    />
  )
}
