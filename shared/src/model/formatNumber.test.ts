import { expect, it } from 'vitest'

import type { FieldConstraints } from '../document/views.ts'
import { formatFieldNumber } from './formatNumber.ts'

it.each<[FieldConstraints, number, string]>([
  [{}, 310.5, '310.5'],
  [{}, 1234.5678912, '1,234.567891'],
  [{ decimals: 2 }, 310.5, '310.50'],
  [{ decimals: 0 }, 310.5, '311'],
  [{ shownAs: 'currency' }, 1200, '€1,200.00'],
  [{ shownAs: 'currency', currency: 'CHF' }, 310.5, 'CHF\u00a0310.50'],
  [{ shownAs: 'currency', currency: 'JPY' }, 1200, '¥1,200'],
  [{ shownAs: 'currency', currency: 'USD', decimals: 0 }, 99.95, '$100'],
  [{ shownAs: 'currency', currency: 'nothing' }, 1, '€1.00'],
  [{ shownAs: 'percent' }, 0.256, '25.6%'],
  [{ shownAs: 'percent', decimals: 2 }, 0.5, '50.00%'],
  [{ decimals: 1e9 }, 1, '1.000000'],
  [{ decimals: -3 }, 1.5, '2'],
  [{ decimals: Number.NaN }, 1.5, '1.5'],
])('%j shows %d as %s', (look, value, text) => {
  expect(formatFieldNumber(value, look, 'en')).toBe(text)
})
