import type { ComputedType, FieldView } from '../document/views.ts'
import type { Json } from '../json.ts'
import { findOption, isChoice, showChoice } from './choices.ts'
import { filesIn } from './files.ts'
import { readBoolean, readDate, readMoment, readNumber } from './readText.ts'
import { isMany } from './relations.ts'

/**
 * A stored value as its field takes it now: the same where it fits, converted where the field has become another type, undefined where
 * that cannot be. Limits (lengths, ranges, patterns) are not judged. What is stored for a choice is the id of its option.
 */
export function fitValue(field: FieldView, stored: Json): Json | undefined {
  if (stored === null) return null
  switch (field.type) {
    case 'text':
    case 'longText':
      return typeof stored === 'string' && field.options.length === 0 && field.retired.length === 0
        ? stored
        : toText(field, stored)
    case 'email':
      return fitText(field, stored, /^[^\s@]+@[^\s@]+$/)
    case 'url':
      return fitText(field, stored, /^https?:\/\/\S+$/)
    case 'integer':
    case 'autoNumber': {
      const number = toNumber(stored)
      return Number.isSafeInteger(number) ? number : undefined
    }
    case 'number':
      return toNumber(stored)
    case 'boolean':
      return toBoolean(stored)
    case 'date':
      return typeof stored === 'string' ? (isDay(stored) ? stored : (readDate(stored) ?? undefined)) : undefined
    case 'datetime':
      return typeof stored === 'string' ? (isInstant(stored) ? stored : (readMoment(stored) ?? undefined)) : undefined
    case 'select':
      return Array.isArray(stored) ? only(stored, (one) => toChoice(field, one)) : toChoice(field, stored)
    case 'multiSelect':
      return toList(stored, (one) => toChoice(field, one))
    case 'relation':
    case 'user':
      if (isMany(field)) return toList(stored, toReference)
      return Array.isArray(stored) ? only(stored, toReference) : toReference(stored)
    case 'computed':
      return isOf(field.constraints.result ?? 'text', stored) ? stored : undefined
    case 'file':
      return filesIn(stored).length > 0 ? stored : undefined
    case 'json':
      return stored
  }
}

function fitText(field: FieldView, stored: Json, shape: RegExp): string | undefined {
  const text = toText(field, stored)
  return text !== undefined && shape.test(text) ? text : undefined
}

function toText(field: FieldView, stored: Json): string | undefined {
  // It was a choice: its label is what people saw.
  const shown = showChoice(field, stored)
  if (typeof shown === 'string') return shown
  if (typeof shown === 'number' || typeof shown === 'boolean') return String(shown)
  if (Array.isArray(shown) && shown.every((one) => typeof one === 'string' || typeof one === 'number'))
    return shown.join(', ')
  return shown === null ? undefined : JSON.stringify(shown)
}

function toNumber(stored: Json): number | undefined {
  if (typeof stored === 'number') return stored
  if (typeof stored === 'boolean') return stored ? 1 : 0
  return typeof stored === 'string' ? (readNumber(stored) ?? undefined) : undefined
}

function toBoolean(stored: Json): boolean | undefined {
  if (typeof stored === 'boolean') return stored
  if (typeof stored === 'number') return stored === 1 ? true : stored === 0 ? false : undefined
  return typeof stored === 'string' ? (readBoolean(stored) ?? undefined) : undefined
}

function toChoice(field: FieldView, stored: Json): string | undefined {
  if (typeof stored === 'object') return undefined
  const text = String(stored)
  if (!isChoice(field)) return text.length <= 4_000 ? text : undefined
  // What was typed before there were options is its own label.
  return findOption(field, text)?.id ?? text
}

function toReference(stored: Json): string | undefined {
  return typeof stored === 'string' && /^[A-Za-z0-9_-]{1,60}$/.test(stored) ? stored : undefined
}

function toList(stored: Json, toItem: (one: Json) => string | undefined): string[] | undefined {
  const list = Array.isArray(stored) ? stored : [stored]
  const items = list.flatMap((one) => toItem(one) ?? [])
  return items.length === list.length ? items : undefined
}

function only(stored: Json[], toItem: (one: Json) => string | undefined): Json | undefined {
  return stored.length === 0 ? null : stored.length === 1 ? toItem(stored[0] ?? null) : undefined
}

function isOf(type: ComputedType, value: Json): boolean {
  switch (type) {
    case 'json':
      return true
    case 'number':
    case 'boolean':
      return typeof value === type
    default:
      return typeof value === 'string'
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text)
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)
}
