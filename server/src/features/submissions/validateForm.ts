import type { CreateSubmissionInput } from '@axiom/shared/contracts/submissions'
import type { NodeView } from '@axiom/shared/document/views'
import { AppError, type FieldError } from '@axiom/shared/errors'
import type { CompiledApp } from '@axiom/shared/model/app'
import { type FileRules, fileRulesOf } from '@axiom/shared/model/files'
import { judgeInput, rulesOf, type InputProblem } from '@axiom/shared/widgets/inputRules'

const INPUTS = new Set(['textInput', 'numberInput', 'select', 'checkbox', 'date', 'fileInput'])

/** Checks answers against the form as it was published: only its inputs, by the rules that the page itself goes by. */
export function validateForm(app: CompiledApp, { screenId, formId, formData }: CreateSubmissionInput): void {
  const form = app.nodes.find((node) => node.id === formId && node.type === 'form')
  if (!form || screenOf(app, form) !== screenId) {
    throw new AppError('not_found', { message: 'This form is not part of the app any more. Reload the page.' })
  }
  const inputs = new Map(inputsBelow(app, formId).map((node) => [nameOf(node), node]))
  const errors: FieldError[] = []
  for (const name of Object.keys(formData)) {
    if (!inputs.has(name)) errors.push({ path: name, code: 'unknown', message: 'is no field of this form' })
  }
  for (const [name, input] of inputs) {
    // An input may be called like something that every object has.
    const value = Object.hasOwn(formData, name) ? (formData[name] ?? null) : null
    const problem = judgeInput(rulesOf(input, null), value)
    if (problem) errors.push({ path: name, code: problem.code, message: sentenceOf(problem) })
  }
  if (errors.length > 0) throw new AppError('invalid_input', { errors })
}

/** Names of the inputs that take files, each with its rules. */
export function fileInputsOf(app: CompiledApp, formId: string): { name: string; rules: FileRules }[] {
  const inputs = inputsBelow(app, formId).filter(({ type }) => type === 'fileInput')
  return inputs.map((node) => ({ name: nameOf(node), rules: fileRulesOf(node.props) }))
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

function screenOf(app: CompiledApp, node: NodeView): string {
  const parent = app.nodes.find(({ id }) => id === node.parentId)
  return parent ? screenOf(app, parent) : node.parentId
}

function sentenceOf(problem: InputProblem): string {
  switch (problem.code) {
    case 'min':
    case 'max':
      return `must be at ${problem.code === 'min' ? 'least' : 'most'} ${problem.limit}`
    case 'minLength':
    case 'maxLength':
      return `must have at ${problem.code === 'minLength' ? 'least' : 'most'} ${problem.limit} characters`
    case 'maxFiles':
      return `may have ${problem.limit} files`
    default:
      return SENTENCES[problem.code]
  }
}

const SENTENCES = {
  required: 'is required',
  email: 'must be an email address',
  url: 'must be a web address',
  number: 'must be a number',
  integer: 'must be a whole number',
  date: 'must be a date',
  choice: 'must be one of the choices',
  pattern: 'must be text',
  uploading: 'must have arrived',
  uploadFailed: 'must have arrived',
} as const
