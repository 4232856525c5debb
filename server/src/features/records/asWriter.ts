import { mayReadField, mayWriteField } from '@axiom/shared/access/audience'
import type { FieldView } from '@axiom/shared/document/views'
import { AppError, type FieldError } from '@axiom/shared/errors'
import { isObject } from '@axiom/shared/json'

import type { Target } from './target.ts'

/**
 * A target with all fields, for what is stored. What the caller may not write must not be sent: 403 for a field that he sees, and what
 * is said of an unknown one for others. Throws `forbidden` or `invalid_input`.
 */
export function asWriter(at: Target, input: unknown): Target {
  const { whole } = at.compiled
  if (whole === at.compiled) return at
  const many = Array.isArray(input)
  const inputs: unknown[] = many ? input : [input]
  for (const [i, one] of inputs.entries()) demandWritable({ ...at, compiled: whole }, one, many ? String(i) : '')
  return { ...at, compiled: whole }
}

/** What a replacement leaves as it is: fields that the caller does not see or write in each record, as far as he does not send them. */
export function keptBy({ compiled, partly, caller }: Target, input: unknown): FieldView[] {
  return compiled.model.fields.filter((field) => {
    const isEverywhere = !partly.read.has(field.id) && !partly.write.has(field.id)
    const isHis = isEverywhere && mayReadField(field, caller) && mayWriteField(field, caller)
    return !isHis && !(isObject(input) && Object.hasOwn(input, field.name))
  })
}

function demandWritable({ compiled, caller }: Target, input: unknown, path: string): void {
  if (!isObject(input)) return
  const kept = Object.keys(input).flatMap((name) => {
    const field = compiled.byName.get(name)
    return field && !mayWriteField(field, caller) ? [field] : []
  })
  if (kept.length === 0) return
  const isHidden = kept.some((field) => !mayReadField(field, caller))
  const [code, message] = isHidden
    ? (['additionalProperties', 'is no field of this collection'] as const)
    : (['rule', 'may not be written by you'] as const)
  const wrong = isHidden ? kept.filter((field) => !mayReadField(field, caller)) : kept
  const errors = wrong.map(({ name }): FieldError => ({ path: path === '' ? name : `${path}/${name}`, code, message }))
  throw new AppError(isHidden ? 'invalid_input' : 'forbidden', {
    ...(isHidden ? {} : { message: 'The rules of a field do not allow this.' }),
    errors: errors.slice(0, 50),
  })
}
