import type { Json } from '@axiom/shared/json'
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'

import { FormContext, type FormState } from './formContext.ts'
import { flag, text } from './props.ts'
import type { WidgetProps } from './WidgetView.tsx'

type Phase = { kind: 'filling' } | { kind: 'sending' } | { kind: 'sent' } | { kind: 'failed'; message: string }

/** Collects its inputs; what is wrong is said at the field, what failed above the button. */
export function FormWidget({ node, root, mode, host, children }: WidgetProps): ReactNode {
  const { state, phase, errorsLeft, again } = useFormState({ node, mode, host })
  const submitShown = flag(node, 'showSubmit')
  const title = node.texts['title'] ?? ''
  if (phase.kind === 'sent') {
    return (
      <div {...root} className="aw-form">
        <p className="aw-form-sent" role="status">
          {text(node, 'successMessage')}
        </p>
        <button type="button" className="aw-button is-outline" onClick={again}>
          New entry
        </button>
      </div>
    )
  }
  return (
    <form
      {...root}
      className="aw-form"
      noValidate
      aria-label={title || node.name}
      onSubmit={(event) => {
        event.preventDefault()
        state.submit()
      }}
    >
      {title !== '' && (
        <h2 className="aw-form-title" data-text="title">
          {title}
        </h2>
      )}
      <FormContext value={state}>{children}</FormContext>
      {/* People never see it; programs that fill in everything do. */}
      {mode === 'run' && (
        <input
          className="aw-trap"
          name="website"
          tabIndex={-1}
          autoComplete="off"
          aria-hidden="true"
          onChange={(event) => state.set('website', event.target.value)}
        />
      )}
      {phase.kind === 'failed' && (
        <p className="aw-form-error" role="alert">
          {errorsLeft ? 'Some answers need another look.' : phase.message}
        </p>
      )}
      {submitShown && (
        <button
          type={mode === 'run' ? 'submit' : 'button'}
          className="aw-button is-filled"
          tabIndex={mode === 'edit' ? -1 : 0}
          disabled={phase.kind === 'sending'}
        >
          <span data-text="submit">{node.texts['submit']}</span>
        </button>
      )}
    </form>
  )
}

function useFormState({ node, mode, host }: Pick<WidgetProps, 'node' | 'mode' | 'host'>) {
  const [values, setValues] = useState<Record<string, Json>>({})
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [phase, setPhase] = useState<Phase>({ kind: 'filling' })
  const judges = useRef(new Map<string, (value: Json) => string | null>())
  const model = host.models().find((one) => one.id === node.props['model']) ?? null

  const submit = useCallback(() => {
    if (mode !== 'run') return
    const wrong = [...judges.current].flatMap(([name, judge]) => {
      const message = judge(values[name] ?? null)
      return message === null ? [] : [[name, message] as const]
    })
    setErrors(Object.fromEntries(wrong))
    if (wrong.length > 0) return setPhase({ kind: 'failed', message: '' })
    setPhase({ kind: 'sending' })
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== null))
    void host
      .submit(node, filled)
      .catch(() => ({
        ok: false as const,
        message: 'The server cannot be reached. Your answers are still here; try again.',
        errors: {},
      }))
      .then((result) => {
        if (result.ok) return setPhase({ kind: 'sent' })
        setErrors(result.errors)
        setPhase({ kind: 'failed', message: result.message })
      })
  }, [host, mode, node, values])

  const state: FormState = useMemo(
    () => ({
      model,
      values,
      errors,
      busy: phase.kind === 'sending',
      set(name, value) {
        setValues((old) => ({ ...old, [name]: value }))
        setErrors(({ [name]: _solved, ...rest }) => rest)
      },
      register(name, judge) {
        judges.current.set(name, judge)
        return () => judges.current.delete(name)
      },
      submit,
    }),
    [model, values, errors, phase.kind, submit],
  )
  const again = (): void => {
    setValues({})
    setPhase({ kind: 'filling' })
  }
  return { state, phase, errorsLeft: Object.keys(errors).length > 0, again }
}
