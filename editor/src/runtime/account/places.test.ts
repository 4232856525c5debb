import { expect, it } from 'vitest'

import { accountAddress, accountPageOf, wayBack } from './places.ts'

it('knows its own pages and leaves all else to the screens', () => {
  expect(accountPageOf('/-/sign-in?to=%2Forders')).toBe('sign-in')
  for (const address of ['/', '/sign-in', '/-/', '/-/elsewhere', '/x/-/sign-in'])
    expect([address, accountPageOf(address)]).toEqual([address, null])
})

it('leads back to where the visitor was', () => {
  expect(wayBack(accountAddress('sign-in', '/orders/7?tab=2'))).toBe('/orders/7?tab=2')
  expect(accountAddress('sign-in', '/-/account')).toBe('/-/sign-in')
})

it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/-/sign-in'])(
  'never leads out of the app, as to %s',
  (to) => {
    expect(wayBack(`/-/sign-in?to=${encodeURIComponent(to)}`)).toBe('/')
  },
)
