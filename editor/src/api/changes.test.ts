import { expect, it } from 'vitest'

import { parseEvent } from './changes.ts'

it('reads a record event', () => {
  expect(parseEvent('id: 7\nevent: created\ndata: {"id":"r1"}')).toEqual([
    { id: '7', name: 'created', data: '{"id":"r1"}' },
  ])
})

it('a comment is no event, several data lines are one', () => {
  expect(parseEvent(': still here')).toEqual([])
  expect(parseEvent('data: a\ndata: b')).toEqual([{ id: null, name: 'message', data: 'a\nb' }])
})
