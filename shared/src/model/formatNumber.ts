import { type FieldConstraints, NUMBER_LOOKS } from '../document/views.ts'

/** More would be noise, and more than 100 an error of Intl. */
export const MOST_DECIMALS = 6

/** How people read a number. */
export type Look = Pick<FieldConstraints, 'shownAs' | 'currency' | 'decimals'>

/** What is a look in plain data, as a column of a table has it; null where there is none. */
export function lookIn({ shownAs, currency, decimals }: Readonly<Record<string, unknown>>): Look | null {
  const known = NUMBER_LOOKS.find((each) => each === shownAs)
  if (known === undefined) return null
  return {
    shownAs: known,
    ...(typeof currency === 'string' ? { currency } : {}),
    ...(typeof decimals === 'number' ? { decimals } : {}),
  }
}

/** A number as its field says that people read it. Total: a currency or a count of decimals that cannot be is as if absent. */
export function formatFieldNumber(
  value: number,
  { shownAs = 'number', currency = '', decimals }: Look,
  locale: string,
): string {
  const places = digits(decimals)
  switch (shownAs) {
    case 'currency': {
      const code = /^[A-Z]{3}$/.test(currency) ? currency : 'EUR'
      return value.toLocaleString(locale, { style: 'currency', currency: code, ...places })
    }
    case 'percent':
      return value.toLocaleString(locale, { style: 'percent', maximumFractionDigits: MOST_DECIMALS, ...places })
    case 'number':
      return value.toLocaleString(locale, { maximumFractionDigits: MOST_DECIMALS, ...places })
  }
}

function digits(decimals: number | undefined): Intl.NumberFormatOptions {
  if (decimals === undefined || !Number.isFinite(decimals)) return {}
  const count = Math.min(Math.max(Math.round(decimals), 0), MOST_DECIMALS)
  return { minimumFractionDigits: count, maximumFractionDigits: count }
}
