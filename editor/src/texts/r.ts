import type { FieldView } from '@axiom/shared/document/views'
import { formatFieldNumber } from '@axiom/shared/model/formatNumber'

import { runtimeTexts } from './runtimeTexts.ts'
import { createTexts } from './translate.ts'

/** The words of widgets and published apps. */
export const r = createTexts(runtimeTexts)

/** The language of `runtimeTexts`: numbers and days are written the same way. */
const LOCALE = 'en'

const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' })
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' })

/** A number of a field, as that says. */
export function formatValue(value: number, { constraints }: Pick<FieldView, 'constraints'>): string {
  return formatFieldNumber(value, constraints, LOCALE)
}

export function formatNumber(value: number, decimals?: number): string {
  const digits = decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return value.toLocaleString(LOCALE, { maximumFractionDigits: 6, ...digits })
}

/** A day (`2026-05-14`) as people write it; what is no day stays as it is. */
export function formatDay(value: string): string {
  const date = new Date(`${value}T00:00:00`)
  return Number.isNaN(date.getTime()) ? value : day.format(date)
}

/** A moment in the reader's own time zone. */
export function formatMoment(value: string): string {
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? value : moment.format(date)
}
