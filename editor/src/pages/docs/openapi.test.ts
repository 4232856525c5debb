import { expect, it } from 'vitest'

import { exampleOf } from './openapi.ts'

it('an example of a body that may be one or many is one, with values of their formats', () => {
  const one = {
    type: 'object',
    properties: { at: { type: ['string', 'null'], format: 'date' }, n: { type: 'integer' } },
  }
  const document = { components: { schemas: { one } } }
  const reference = { $ref: '#/components/schemas/one' }
  const body = { anyOf: [reference, { type: 'array', items: reference }] }
  expect(exampleOf(document, body)).toEqual({ at: '2026-01-31', n: 1 })
})
