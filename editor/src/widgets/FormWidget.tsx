import { type FormEvent, type ReactNode, useEffect, useMemo, useRef } from 'react'

import { r } from '../texts/r.ts'
import { FormContext } from './formContext.ts'
import { flag, text } from './props.ts'
import { ScopeContext, useLocalScope } from './scope.ts'
import { type Phase, useFormState } from './useFormState.ts'
import { isEdit, type WidgetProps } from './WidgetProps.ts'

/** Collects its inputs; what is wrong is said at the field and summed up above the button. */
export function FormWidget({ node, root, mode, host, children }: WidgetProps): ReactNode {
  const { state, phase } = useFormState({ node, mode, host })
  const form = useRef<HTMLFormElement>(null)
  useFocusOnMistake(form, phase)
  const outer = useLocalScope()
  const scope = useMemo(() => ({ ...outer, form: state.values }), [outer, state.values])
  const title = node.texts['title'] ?? ''
  if (phase.kind === 'sent')
    return (
      <Sent root={root} message={phase.isKept ? r('form.kept') : text(node, 'successMessage')} onAgain={state.reset} />
    )
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    state.submit()
  }
  return (
    <form
      {...root}
      ref={form}
      className="aw-form"
      noValidate
      aria-label={title || node.name}
      aria-busy={phase.kind === 'sending' || undefined}
      onSubmit={onSubmit}
    >
      {title !== '' && (
        <h2 className="aw-form-title" data-text="title">
          {title}
        </h2>
      )}
      <FormContext value={state}>
        <ScopeContext value={scope}>{children}</ScopeContext>
      </FormContext>
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
          {phase.message}
        </p>
      )}
      {flag(node, 'showSubmit') && (
        <button
          type={isEdit(mode) ? 'button' : 'submit'}
          className="aw-button is-filled"
          tabIndex={isEdit(mode) ? -1 : 0}
          // Not `disabled`: the focus would be lost.
          aria-disabled={phase.kind === 'sending' || undefined}
        >
          <span data-text="submit">{node.texts['submit']}</span>
        </button>
      )}
    </form>
  )
}

interface SentProps {
  root: WidgetProps['root']
  message: string
  onAgain: () => void
}

function Sent({ root, message, onAgain }: SentProps): ReactNode {
  const said = useRef<HTMLParagraphElement>(null)
  useEffect(() => said.current?.focus(), [])
  return (
    <div {...root} className="aw-form">
      <p ref={said} className="aw-form-sent" role="status" tabIndex={-1}>
        {message}
      </p>
      <button type="button" className="aw-button is-outline" onClick={onAgain}>
        {r('form.again')}
      </button>
    </div>
  )
}

/** After each failed try the first wrong input has the focus. */
function useFocusOnMistake(form: React.RefObject<HTMLFormElement | null>, phase: Phase): void {
  const tries = phase.kind === 'failed' ? phase.tries : 0
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [form, tries])
}
