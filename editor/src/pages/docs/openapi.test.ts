import { expect, it } from 'vitest'

import { exampleOf, readOperations } from './openapi.ts'

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

it('a stream of events is no answer to wait for', () => {
  const get = (media: string) => ({ get: { responses: { 200: { content: { [media]: { schema: {} } } } } } })
  const operations = readOperations({ paths: { '/a': get('application/json'), '/b': get('text/event-stream') } })
  expect(operations.map(({ responses }) => responses[0]?.schema)).toEqual([{}, undefined])
})
