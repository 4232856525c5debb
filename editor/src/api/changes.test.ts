import { expect, it } from 'vitest'

import { createNewsFilter, parseEvent, type RecordChange } from './changes.ts'

it('reads a record event', () => {
  expect(parseEvent('id: 7\nevent: created\ndata: {"id":"r1"}')).toEqual([
    { id: '7', name: 'created', data: '{"id":"r1"}' },
  ])
})

it('a comment is no event, several data lines are one', () => {
  expect(parseEvent(': still here')).toEqual([])
  expect(parseEvent('data: a\ndata: b')).toEqual([{ id: null, name: 'message', data: 'a\nb' }])
})

it('what a resumed stream says again is no news', () => {
  const isNews = createNewsFilter(2)
  const change = (id: string, version: number): RecordChange => ({ type: 'updated', collection: 'a', id, version })
  const told = [change('1', 1), change('1', 2), change('1', 1), change('1', 2), change('2', 1), change('1', 3)]
  expect(told.map(isNews)).toEqual([true, true, false, false, true, true])
  expect([change('3', 1), change('2', 1)].map(isNews)).toEqual([true, true])
})
