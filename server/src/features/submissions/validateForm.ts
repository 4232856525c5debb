import type { CreateSubmissionInput } from '@axiom/shared/contracts/submissions'
import type { NodeView } from '@axiom/shared/document/views'
import { AppError, type FieldError } from '@axiom/shared/errors'
import type { CompiledApp } from '@axiom/shared/model/app'

const INPUTS = new Set(['textInput', 'numberInput', 'select', 'checkbox', 'date'])

type FormValue = CreateSubmissionInput['formData'][string]

/** Checks answers against the form as it was published: only its inputs, in their types, required ones filled in. */
export function validateForm(app: CompiledApp, { screenId, formId, formData }: CreateSubmissionInput): void {
  const form = app.nodes.find((node) => node.id === formId && node.type === 'form')
  if (!form || !app.screens.some((screen) => screen.id === screenId)) {
    throw new AppError('not_found', { message: 'This form is not part of the app any more. Reload the page.' })
  }
  const inputs = new Map(inputsBelow(app, formId).map((node) => [nameOf(node), node]))
  const errors: FieldError[] = []
  for (const name of Object.keys(formData)) {
    if (!inputs.has(name)) errors.push({ path: name, code: 'unknown', message: 'is no field of this form' })
  }
  for (const [name, input] of inputs) {
    const message = judge(input, formData[name] ?? null)
    if (message) errors.push({ path: name, code: 'invalid', message })
  }
  if (errors.length > 0) throw new AppError('invalid_input', { errors })
}

function inputsBelow(app: CompiledApp, formId: string): NodeView[] {
  const below = new Set([formId])
  const found: NodeView[] = []
  // Parents come before children in a compiled app.
  for (const node of app.nodes) {
    if (!below.has(node.parentId)) continue
    below.add(node.id)
    if (INPUTS.has(node.type)) found.push(node)
  }
  return found
}

/** The key of an input in submissions: its name, else its id. */
function nameOf(node: NodeView): string {
  const { name } = node.props
  return typeof name === 'string' && name !== '' ? name : node.id
}

function judge(input: NodeView, value: FormValue): string | null {
  const empty = value === null || value === '' || value === false
  if (empty) return input.props['required'] === true ? 'is required' : null
  if (input.type === 'numberInput' && typeof value !== 'number') return 'must be a number'
  if (input.type === 'checkbox' && typeof value !== 'boolean') return 'must be true or false'
  if (input.type === 'date' && !(typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value))) return 'must be a date'
  if ((input.type === 'textInput' || input.type === 'select') && typeof value !== 'string') return 'must be text'
  return null
}
