import type { FieldView, NodeView } from '../document/views.ts'
import { isObject, type Json } from '../json.ts'
import { fileRulesOf } from '../model/files.ts'
import { isMany } from '../model/relations.ts'

/** What an input asks of its value: its own props, and the rules of the model's field that it fills in. */
export interface InputRules {
  kind: 'text' | 'email' | 'url' | 'number' | 'integer' | 'date' | 'datetime' | 'choice' | 'choices' | 'flag' | 'files'
  required: boolean
  /** Numbers, or days (`2026-05-14`) for a date. */
  min?: number | string
  max?: number | string
  minLength?: number
  maxLength?: number
  /** Taken by RE2; without it the server alone judges. */
  pattern?: string
  /** Absent: any short text. */
  choices?: readonly string[]
  /** Files: how many at most. */
  maxFiles?: number
}

export type InputProblem =
  | {
      code:
        | 'required'
        | 'email'
        | 'url'
        | 'number'
        | 'integer'
        | 'date'
        | 'choice'
        | 'pattern'
        | 'uploading'
        | 'uploadFailed'
    }
  | { code: 'min' | 'max' | 'minLength' | 'maxLength' | 'maxFiles'; limit: number | string }

type Input = Pick<NodeView, 'type' | 'props'>

/** The rules of an input widget; `field` is what it fills in, if anything. */
export function rulesOf({ type, props }: Input, field: FieldView | null): InputRules {
  const constraints = field?.constraints ?? {}
  const rules: InputRules = {
    kind: kindOf(type, props, field),
    required: props['required'] === true || constraints.required === true,
  }
  const isDay = rules.kind === 'date' || rules.kind === 'datetime'
  const limits = {
    min: isDay ? day(props['min']) : highest(constraints.min, finite(props['min'])),
    max: isDay ? day(props['max']) : lowest(constraints.max, finite(props['max'])),
    minLength: constraints.minLength,
    maxLength: lowest(constraints.maxLength, finite(props['maxLength'])),
    pattern: constraints.pattern,
    choices: choicesOf(props, field),
    maxFiles: rules.kind === 'files' ? fileRulesOf(field?.constraints ?? props).maxFiles : undefined,
  }
  return Object.assign(rules, Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined)))
}

/** What a choice offers: the field's options, else its own; undefined where there are none. */
export function choicesOf(props: Input['props'], field: FieldView | null): string[] | undefined {
  if (field && field.options.length > 0) return field.options.map(({ label }) => label)
  const own = props['options']
  // What a query answers is not known here.
  if (field !== null || !Array.isArray(own) || isNamed(props['query'])) return undefined
  return own.flatMap((option) => {
    const label = typeof option === 'object' && option !== null && !Array.isArray(option) ? option['label'] : option
    return typeof label === 'string' && label !== '' ? [label] : []
  })
}

function isNamed(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== ''
}

/** Nothing was answered; a box that has to be ticked is answered by ticking it. */
export function isEmpty(value: Json): boolean {
  return value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0)
}

/** What is wrong with a value, first things first; null when it may be sent. `matches` judges patterns where there is an engine. */
export function judgeInput(
  rules: InputRules,
  value: Json,
  matches: (pattern: string, text: string) => boolean = () => true,
): InputProblem | null {
  if (isEmpty(value)) return rules.required ? { code: 'required' } : null
  switch (rules.kind) {
    case 'number':
    case 'integer':
      if (typeof value !== 'number' || !Number.isFinite(value)) return { code: 'number' }
      if (rules.kind === 'integer' && !Number.isInteger(value)) return { code: 'integer' }
      return judgeRange(rules, value)
    case 'date':
    case 'datetime':
      return typeof value === 'string' && isDay(value, rules.kind) ? judgeRange(rules, value) : { code: 'date' }
    case 'choice':
      return isChoice(rules, value) ? null : { code: 'choice' }
    case 'choices':
      return Array.isArray(value) && value.every((one) => isChoice(rules, one)) ? null : { code: 'choice' }
    case 'files':
      return judgeFiles(rules, value)
    case 'flag':
      return value === true ? null : { code: 'choice' }
    default:
      return judgeText(rules, value, matches)
  }
}

function judgeText(
  rules: InputRules,
  value: Json,
  matches: (pattern: string, text: string) => boolean,
): InputProblem | null {
  if (typeof value !== 'string') return { code: 'pattern' }
  // As the server counts: characters, not UTF-16 units.
  const { length } = Array.from(value)
  if (rules.minLength !== undefined && length < rules.minLength) return { code: 'minLength', limit: rules.minLength }
  if (rules.maxLength !== undefined && length > rules.maxLength) return { code: 'maxLength', limit: rules.maxLength }
  if (rules.kind === 'email' && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) return { code: 'email' }
  if (rules.kind === 'url' && !(/^https?:\/\//.test(value) && URL.canParse(value))) return { code: 'url' }
  return rules.pattern !== undefined && !matches(rules.pattern, value) ? { code: 'pattern' } : null
}

/** Ids or files; what is on its way is neither yet. */
function judgeFiles({ maxFiles }: InputRules, value: Json): InputProblem | null {
  const list = Array.isArray(value) ? value : [value]
  const states = list.map((one) => (isObject(one) ? one['state'] : undefined))
  if (states.includes('failed')) return { code: 'uploadFailed' }
  if (states.includes('sending')) return { code: 'uploading' }
  if (!list.every((one) => typeof one === 'string' || (isObject(one) && typeof one['id'] === 'string')))
    return { code: 'choice' }
  return maxFiles !== undefined && list.length > maxFiles ? { code: 'maxFiles', limit: maxFiles } : null
}

function judgeRange({ min, max }: InputRules, value: number | string): InputProblem | null {
  if (min !== undefined && value < min) return { code: 'min', limit: min }
  // A moment of the last day is still that day.
  const compared = typeof max === 'string' && typeof value === 'string' ? value.slice(0, max.length) : value
  return max !== undefined && compared > max ? { code: 'max', limit: max } : null
}

function isChoice({ choices }: InputRules, value: Json): boolean {
  return typeof value === 'string' && (choices === undefined || choices.includes(value))
}

function isDay(value: string, kind: 'date' | 'datetime'): boolean {
  const shape = kind === 'date' ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\dT\d\d:\d\d/
  return shape.test(value) && !Number.isNaN(Date.parse(value))
}

function kindOf(type: string, props: Input['props'], field: FieldView | null): InputRules['kind'] {
  switch (type) {
    case 'numberInput':
      return field?.type === 'integer' ? 'integer' : 'number'
    case 'select':
      return props['multiple'] === true || field?.type === 'multiSelect' || (field && isMany(field))
        ? 'choices'
        : 'choice'
    case 'checkbox':
      return 'flag'
    case 'fileInput':
      return 'files'
    case 'date':
      return props['withTime'] === true || field?.type === 'datetime' ? 'datetime' : 'date'
    default: {
      const wished = field?.type ?? props['kind']
      return wished === 'email' || wished === 'url' ? wished : 'text'
    }
  }
}

function day(value: Json | undefined): string | undefined {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined
}

function finite(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function highest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}

function lowest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
}
