import type { ModelView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { createContext, useContext } from 'react'

/** What an input tells its form about itself. */
export interface FormInput {
  label: string
  /** Its value until somebody changes it; sent like any other. */
  start: Json
  /** What is wrong with a value, in words. */
  judge: (value: Json) => string | null
}

export interface FieldError {
  message: string
  /** Mended since: the line stays (unseen) until the next try, so that nothing moves under the pointer on its way to the button. */
  solved: boolean
}

export interface FormState {
  model: ModelView | null
  /** Everybody's value, with the starting ones. */
  values: Record<string, Json>
  errors: Record<string, FieldError>
  set: (name: string, value: Json) => void
  /** An input is there; returns the function that takes it away. */
  register: (name: string, input: FormInput) => () => void
  submit: () => void
  reset: () => void
}

export const FormContext = createContext<FormState | null>(null)

/** The form around, if any. */
export function useForm(): FormState | null {
  return useContext(FormContext)
}
