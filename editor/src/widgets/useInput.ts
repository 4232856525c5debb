import type { FieldView, NodeView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { useEffect, useId, useState } from 'react'

import { useForm } from './formContext.ts'
import { flag, text } from './props.ts'

export interface InputState {
  id: string
  name: string
  label: string
  value: Json
  error: string | null
  help: string
  required: boolean
  disabled: boolean
  /** The model's field that it fills in, if any. */
  field: FieldView | null
  set(value: Json): void
  /** For the control itself: names its help and its error. */
  aria: {
    id: string
    name: string
    'aria-invalid': boolean | undefined
    'aria-describedby': string | undefined
    required: boolean
    disabled: boolean
  }
}

/** An input inside (or outside) of a form: its value lives in the form, its rules come from the field and its own props. */
export function useInput(node: NodeView, start: Json): InputState {
  const form = useForm()
  const id = useId()
  const [alone, setAlone] = useState<Json>(start)
  const field = form?.model?.fields.find((one) => one.id === node.props['field']) ?? null
  const name = field?.name ?? (text(node, 'name') || node.id)
  const required = flag(node, 'required') || field?.constraints.required === true
  const label = node.texts['label'] ?? field?.label ?? ''
  const register = form?.register
  useEffect(
    () => register?.(name, (value) => (required && isEmpty(value) ? `${label || 'This'} is required.` : null)),
    [register, name, required, label],
  )
  const value = form ? (form.values[name] ?? field?.constraints.default ?? start) : alone
  // A default that nobody touched is sent like everything else.
  const set = (next: Json): void => (form ? form.set(name, next) : setAlone(next))
  const error = form?.errors[name] ?? null
  const help = text(node, 'help')
  const describedBy = [error === null ? '' : `${id}-error`, help === '' ? '' : `${id}-help`].filter(Boolean).join(' ')
  const disabled = flag(node, 'disabled') || form?.busy === true
  return {
    id,
    name,
    label,
    value,
    error,
    help,
    required,
    disabled,
    field,
    set,
    aria: {
      id,
      name,
      'aria-invalid': error === null ? undefined : true,
      'aria-describedby': describedBy || undefined,
      required,
      disabled,
    },
  }
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || value === false
}
