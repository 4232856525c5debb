import { expect, it } from 'vitest'

import { describeType, groupParameters, type Operation, type Parameter } from './openapi.ts'
import { codeOf, pathOf } from './request.ts'

const parameter = (name: string, where = 'query'): Parameter => ({
  name,
  in: where,
  required: where === 'path',
  description: '',
  type: 'string',
})

it('gathers the operators of a field in one filter', () => {
  const { filters, others } = groupParameters(
    ['limit', 'total', 'total[gt]', 'total[in]'].map((name) => parameter(name)),
  )
  expect(filters).toMatchObject([{ name: 'total', operators: ['gt', 'in'] }])
  expect(others.map(({ name }) => name)).toEqual(['limit'])
})

it('puts values into path and query, escaped', () => {
  const operation = { path: '/a/{id}', parameters: [parameter('id', 'path'), parameter('sort')] } as Operation
  expect(pathOf(operation, {})).toBe('/a/{id}')
  expect(pathOf(operation, { id: 'x/1', sort: '-a b' })).toBe('/a/x%2F1?sort=-a+b')
})

it('says what a value must be', () => {
  const document = { components: { schemas: { status: { type: 'string', enum: ['New', 'Old'] } } } }
  expect(describeType(document, { $ref: '#/components/schemas/status' })).toBe('New | Old')
  expect(describeType(document, { type: 'array', items: { type: ['integer', 'null'] } })).toBe('integer[]')
  expect(describeType(document, { type: 'string', format: 'date' })).toBe('date')
})

it('a body with an apostrophe stays one argument of the shell', () => {
  expect(codeOf('curl', 'post', 'http://x/y', { name: "O'Hara" })).toContain(`'{"name":"O'\\''Hara"}'`)
  expect(codeOf('javascript', 'get', 'http://x/y', undefined)).not.toContain('method')
})
