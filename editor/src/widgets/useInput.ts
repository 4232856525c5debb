import type { FieldView, NodeView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { type InputProblem, type InputRules, judgeInput, rulesOf } from '@axiom/shared/widgets/inputRules'
import { useEffect, useId, useRef, useState } from 'react'

import { formatDay, r } from '../texts/r.ts'
import { useForm } from './formContext.ts'
import type { WidgetHost } from './host.ts'
import { usePatterns } from './patterns.ts'
import { flag, shown, text } from './props.ts'
import { useLocalScope } from './scope.ts'

export interface InputState {
  id: string
  label: string
  value: Json
  /** Kept while it is mended, so that the line below the control stays. */
  error: { message: string; solved: boolean } | null
  help: string
  /** The model's field that it fills in, if any. */
  field: FieldView | null
  rules: InputRules
  /** The value while it is typed. */
  set: (value: Json) => void
  /** The value is as somebody wants it: the widget's `change` actions run, once for each value. */
  commit: (value: Json) => void
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
export function useInput(node: NodeView, start: Json, host: WidgetHost): InputState {
  const form = useForm()
  const local = useLocalScope()
  const id = useId()
  const [alone, setAlone] = useState<Json>()
  const field = form?.model?.fields.find((one) => one.id === node.props['field']) ?? null
  const name = field?.name ?? (text(node, 'name') || node.id)
  const label = node.texts['label'] || field?.label || ''
  const first = start === '' || start === null ? (field?.constraints.default ?? start) : start
  const rules = rulesOf(node, field)
  useRegistration({ name, label, start: first, rules })

  const value = (form ? form.values[name] : alone) ?? first
  const committed = useRef<Json>(value)
  const set = (next: Json): void => (form ? form.set(name, next) : setAlone(next))
  const commit = (next: Json): void => {
    if (JSON.stringify(next) === JSON.stringify(committed.current)) return
    committed.current = next
    const actions = node.events['change']
    if (actions !== undefined) void host.run(actions, { ...local, value: next })
  }
  const error = form?.errors[name] ?? null
  const help = shown(node.props['help'])
  const describedBy = [error === null || error.solved ? '' : `${id}-error`, help === '' ? '' : `${id}-help`]
  return {
    id,
    label,
    value,
    error,
    help,
    field,
    rules,
    set,
    commit,
    aria: {
      id,
      name,
      'aria-invalid': error !== null && !error.solved ? true : undefined,
      'aria-describedby': describedBy.filter(Boolean).join(' ') || undefined,
      required: rules.required,
      disabled: flag(node, 'disabled'),
    },
  }
}

interface Registration {
  name: string
  label: string
  start: Json
  rules: InputRules
}

/** The form learns what is in it, and again when something about it changes. */
function useRegistration(input: Registration): void {
  const register = useForm()?.register
  const key = JSON.stringify(input)
  const matches = usePatterns(input.rules.pattern)
  useEffect(() => {
    const { name, label, start, rules } = JSON.parse(key) as Registration
    return register?.(name, {
      label,
      start,
      judge: (value) => {
        const problem = judgeInput(rules, value, matches)
        return problem && wordsOf(problem, rules, label)
      },
    })
  }, [register, key, matches])
}

function wordsOf(problem: InputProblem, { kind }: InputRules, label: string): string {
  const isDay = kind === 'date' || kind === 'datetime'
  switch (problem.code) {
    case 'required':
      return r('input.required', { label: label || r('input.this') })
    case 'min':
    case 'max': {
      if (!isDay) return r(`input.${problem.code}`, { limit: problem.limit })
      return r(problem.code === 'min' ? 'input.firstDay' : 'input.lastDay', { limit: formatDay(String(problem.limit)) })
    }
    case 'minLength':
    case 'maxLength':
    case 'maxFiles':
      return r(`input.${problem.code}`, { limit: problem.limit })
    default:
      return r(`input.${problem.code}`)
  }
}
