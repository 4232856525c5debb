import { type ReactNode, type SyntheticEvent, useId, useRef, useState } from 'react'

import type { Sent } from './send.ts'

export interface AccountField {
  name: string
  label: string
  type?: 'text' | 'email' | 'password'
  autoComplete: string
  value?: string
  help?: string
}

interface Props {
  fields: readonly AccountField[]
  submit: string
  tone?: 'filled' | 'outline'
  /** Said after it worked, where the page stays. */
  done?: string
  onSubmit: (values: Record<string, string>) => Promise<Sent>
}

/** A short form of the account pages: mistakes are said at their field, others above the button. */
export function AccountForm({ fields, submit, tone = 'filled', done, onSubmit }: Props): ReactNode {
  const [result, setResult] = useState<Sent | null>(null)
  const [isBusy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const send = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    if (isBusy) return
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
    )
    setBusy(true)
    const sent = await onSubmit(values)
    setBusy(false)
    setResult(sent)
    const wrong = sent.ok ? undefined : fields.find(({ name }) => sent.errors[name] !== undefined)
    if (wrong) form.current?.querySelector<HTMLInputElement>(`[name="${wrong.name}"]`)?.focus()
    if (sent.ok && done !== undefined) form.current?.reset()
  }
  const errors = result?.ok === false ? result.errors : {}
  const isExplained = Object.keys(errors).some((name) => fields.some((field) => field.name === name))
  return (
    <form ref={form} className="ar-account-form" onSubmit={(event) => void send(event)} noValidate={false}>
      {fields.map((field) => (
        <Input key={field.name} field={field} error={errors[field.name] ?? null} />
      ))}
      {result?.ok === false && !isExplained && (
        <p className="aw-form-error" role="alert">
          {result.message}
        </p>
      )}
      {result?.ok === true && done !== undefined && (
        <p className="aw-form-sent" role="status">
          {done}
        </p>
      )}
      <button type="submit" className={`aw-button is-${tone}`} aria-disabled={isBusy || undefined}>
        {submit}
      </button>
    </form>
  )
}

function Input({ field, error }: { field: AccountField; error: string | null }): ReactNode {
  const id = useId()
  const { name, label, type = 'text', autoComplete, value, help } = field
  const notes = [help === undefined ? '' : `${id}-help`, error === null ? '' : `${id}-error`].join(' ').trim()
  return (
    <div className="aw-field">
      <label htmlFor={id} className="aw-label">
        {label}
      </label>
      <input
        id={id}
        className="aw-control"
        name={name}
        type={type}
        autoComplete={autoComplete}
        defaultValue={value}
        required
        minLength={autoComplete === 'new-password' ? 10 : undefined}
        maxLength={type === 'email' ? 254 : 200}
        aria-invalid={error === null ? undefined : true}
        aria-describedby={notes === '' ? undefined : notes}
      />
      {help !== undefined && (
        <span className="aw-help" id={`${id}-help`}>
          {help}
        </span>
      )}
      {error !== null && (
        <span className="aw-error" id={`${id}-error`} role="alert">
          {error}
        </span>
      )}
    </div>
  )
}
