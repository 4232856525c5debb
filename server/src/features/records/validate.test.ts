import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { compileModels } from '@axiom/shared/model/compile'
import { expect, it } from 'vitest'

import { createValidators } from './validate.ts'
import { toStored } from './values.ts'

function modelWith(...fields: Pick<FieldView, 'name' | 'type' | 'constraints'>[]) {
  const model: ModelView = {
    id: 'm',
    name: 'things',
    label: 'Things',
    index: 'V',
    rules: { list: 'public', read: 'public', create: 'public', update: 'public', delete: 'public' },
    fields: fields.map((field, i) => ({
      id: `f${i}`,
      modelId: 'm',
      label: field.name,
      index: String(i),
      options: [],
      retired: [],
      ...field,
    })),
  }
  const compiled = compileModels([model]).models.get('things')
  if (!compiled) throw new Error('not compiled')
  return { compiled, ...createValidators(compiled) }
}

it('a pattern that the safe engine does not take is left out and breaks nothing', () => {
  const { create } = modelWith({ name: 'code', type: 'text', constraints: { pattern: '(?=x)x' } })
  expect(create({ code: 'anything' })).toEqual({ code: 'anything' })
})

it('a field may be called like something that every object has', () => {
  const { create } = modelWith(
    { name: 'constructor', type: 'text', constraints: { default: 'somebody' } },
    { name: 'toString', type: 'text', constraints: {} },
  )
  expect(create({})).toEqual({ constructor: 'somebody' })
})

it('a default that does not fit its field is as if absent', () => {
  const { create } = modelWith({ name: 'n', type: 'integer', constraints: { default: 'x' } })
  expect(create({})).toEqual({})
})

it('a web address cannot be a script', () => {
  const { create } = modelWith({ name: 'link', type: 'url', constraints: {} })
  expect(() => create({ link: 'javascript:alert(1)' })).toThrow(AppError)
  expect(create({ link: 'https://example.com/a' })).toEqual({ link: 'https://example.com/a' })
})

it('a leap second is refused like any other wrong time', () => {
  const { create, compiled } = modelWith({ name: 'at', type: 'datetime', constraints: {} })
  expect(() => toStored(compiled, create({ at: '2016-12-31T23:59:60Z' }))).toThrow(AppError)
  expect(toStored(compiled, create({ at: '2026-01-01T01:00:00+01:00' }))).toEqual({ f0: '2026-01-01T00:00:00.000Z' })
})

it('each field is held against its own pattern', () => {
  const { create } = modelWith(
    { name: 'a', type: 'text', constraints: { pattern: '^a+$' } },
    { name: 'b', type: 'text', constraints: { pattern: '^b+$' } },
  )
  expect(create({ a: 'aa', b: 'bb' })).toEqual({ a: 'aa', b: 'bb' })
  expect(() => create({ a: 'aa', b: 'aa' })).toThrow(AppError)
})
