import type { ModelView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { createContext, useContext } from 'react'

export interface FormState {
  model: ModelView | null
  values: Record<string, Json>
  errors: Record<string, string>
  busy: boolean
  set(name: string, value: Json): void
  /** An input tells that it is there, and what makes its value wrong. */
  register(name: string, judge: (value: Json) => string | null): () => void
  submit(): void
}

export const FormContext = createContext<FormState | null>(null)

export function useForm(): FormState | null {
  return useContext(FormContext)
}

/** Sends the form around; null outside of one. */
export function useSubmit(): (() => void) | null {
  return useContext(FormContext)?.submit ?? null
}
