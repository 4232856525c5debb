import type { ModelView } from '@axiom/shared/document/views'
import { expect, it } from 'vitest'

import { changedModels } from './changedModels.ts'

const model = (id: string, type: string): ModelView => ({ id, fields: [{ id: 'f', type }] }) as unknown as ModelView
const app = (...models: ModelView[]) => ({ models })
const [text, number, other] = [model('a', 'text'), model('a', 'number'), model('b', 'text')]

it('names new models and those with other fields', () => {
  expect([...changedModels([text, other], [app(text), app(text)])]).toEqual(['b'])
  expect([...changedModels([number], [app(text), app(text)])]).toEqual(['a'])
  expect([...changedModels([text, other], [app(text, other), app(text, other)])]).toEqual([])
})

it('before the first publish all of them are changed', () => {
  expect([...changedModels([text, other], [null, null])]).toEqual(['a', 'b'])
})

it('after a return to an older release, what rows were converted to meanwhile counts too', () => {
  expect([...changedModels([text], [app(text), app(number)])]).toEqual(['a'])
  expect([...changedModels([number], [app(text), app(number)])]).toEqual(['a'])
})
