import { expect, it } from 'vitest'

import { toApiName } from './names.ts'

it('makes names that the API takes', () => {
  expect(toApiName('Order items', 'field')).toBe('order_items')
  expect(toApiName('Größe (cm)', 'field')).toBe('gro_e_cm')
  expect(toApiName('VAT', 'field')).toBe('vat')
  expect(toApiName('2nd try', 'field')).toBe('field')
})
