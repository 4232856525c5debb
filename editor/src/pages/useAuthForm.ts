import { useState, type FormEvent } from 'react'

import { ApiError } from '../api/client.ts'

export interface AuthForm {
  busy: boolean
  error: ApiError | null
  /** What is wrong with one field. */
  errorAt: (field: string) => string | null
  handleSubmit: (event: FormEvent<HTMLFormElement>) => void
}

/** A form of accounts: its values go to `onSubmit`, whose refusal is shown. */
export function useAuthForm(onSubmit: (values: Record<string, string>) => Promise<void>): AuthForm {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)

  const submit = async (form: HTMLFormElement): Promise<void> => {
    const values = Object.fromEntries(
      [...new FormData(form)].map(([key, value]) => [key, typeof value === 'string' ? value : '']),
    )
    setBusy(true)
    setError(null)
    try {
      await onSubmit(values)
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    error,
    errorAt: (field) => error?.errors.find(({ path }) => path === field)?.message ?? null,
    handleSubmit(event) {
      event.preventDefault()
      void submit(event.currentTarget)
    },
  }
}
