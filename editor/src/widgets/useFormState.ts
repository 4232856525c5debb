import type { Json } from '@axiom/shared/json'
import { useCallback, useMemo, useState } from 'react'

import { r } from '../texts/r.ts'
import type { FieldError, FormInput, FormState } from './formContext.ts'
import type { SubmitResult } from './host.ts'
import { isEdit, type WidgetProps } from './WidgetProps.ts'

/** `tries` tells one failure from the next, so that the focus goes to the first mistake each time. */
export type Phase =
  | { kind: 'filling' }
  | { kind: 'sending' }
  | { kind: 'sent'; isKept: boolean }
  | { kind: 'failed'; message: string; tries: number }

/** What a form knows while it is filled in: values, mistakes, and where it is on its way. */
export function useFormState({ node, mode, host }: Pick<WidgetProps, 'node' | 'mode' | 'host'>) {
  const [changed, setChanged] = useState<Record<string, Json>>({})
  const [inputs, setInputs] = useState<Record<string, FormInput>>({})
  const [errors, setErrors] = useState<Record<string, FieldError>>({})
  const [phase, setPhase] = useState<Phase>({ kind: 'filling' })
  const model = host.models().find((one) => one.id === node.props['model']) ?? null
  const values = useMemo(
    () => ({ ...Object.fromEntries(Object.entries(inputs).map(([name, { start }]) => [name, start])), ...changed }),
    [inputs, changed],
  )

  function fail(mistakes: Record<string, string>, message: string): void {
    setErrors(
      Object.fromEntries(Object.entries(mistakes).map(([name, said]) => [name, { message: said, solved: false }])),
    )
    setPhase((old) => ({ kind: 'failed', message, tries: old.kind === 'failed' ? old.tries + 1 : 1 }))
  }

  async function submit(): Promise<void> {
    if (isEdit(mode) || phase.kind === 'sending') return
    const wrong = mistakesOf(inputs, values)
    if (Object.keys(wrong).length > 0) return fail(wrong, summaryOf(inputs, wrong))
    setPhase({ kind: 'sending' })
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== null))
    // No answer came; every refusal is an answer.
    const result = await host.submit(node, filled).catch((): SubmitResult => UNREACHABLE())
    const local = { form: values }
    if (!result.ok) {
      fail(result.errors, refusalOf(inputs, result))
      return host.run(node.events['error'] ?? [], { ...local, message: result.message })
    }
    setErrors({})
    const isKept = result.isKept === true
    setPhase({ kind: 'sent', isKept })
    // Nothing has been stored that they could rest on.
    if (isKept) return
    return host.run(node.events['success'] ?? [], { ...local, record: result.record })
  }

  const set = useCallback(
    (name: string, value: Json): void => {
      setChanged((old) => ({ ...old, [name]: value }))
      setErrors((old) => {
        const error = old[name]
        if (!error) return old
        const message = inputs[name]?.judge(value) ?? null
        return { ...old, [name]: message === null ? { ...error, solved: true } : { message, solved: false } }
      })
    },
    [inputs],
  )
  const register = useCallback((name: string, input: FormInput) => {
    setInputs((old) => ({ ...old, [name]: input }))
    return () => setInputs(({ [name]: _gone, ...rest }) => rest)
  }, [])
  const reset = (): void => {
    setChanged({})
    setErrors({})
    setPhase({ kind: 'filling' })
  }
  const state: FormState = { model, values, errors, set, register, submit: () => void submit(), reset }
  return { state, phase }
}

const UNREACHABLE = (): SubmitResult => ({ ok: false, message: r('form.unreachable'), errors: {} })

function mistakesOf(inputs: Record<string, FormInput>, values: Record<string, Json>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, { judge }]) => {
      const message = judge(values[name] ?? null)
      return message === null ? [] : [[name, message] as const]
    }),
  )
}

function summaryOf(inputs: Record<string, FormInput>, wrong: Record<string, string>): string {
  const labels = Object.keys(wrong).map((name) => inputs[name]?.label || name)
  return r('form.review', { count: labels.length, labels: labels.join(', ') })
}

/** What was refused at an input stands there; anything else is only said here. */
function refusalOf(
  inputs: Record<string, FormInput>,
  { message, errors }: { message: string; errors: Record<string, string> },
) {
  const elsewhere = Object.entries(errors).flatMap(([name, said]) => (name in inputs ? [] : [`${name}: ${said}`]))
  if (elsewhere.length > 0) return r('error.detail', { title: message, detail: elsewhere.join(' ') })
  return Object.keys(errors).length > 0 ? summaryOf(inputs, errors) : message
}
