import { expect, it } from 'vitest'

import { withRefresh } from './refresh.ts'
import { findScreen } from './screens.ts'

const screen = (route: string) => ({
  id: route,
  name: route,
  route,
  title: route,
  index: 'a',
  access: 'public' as const,
  trashed: false,
})

it('finds the screen of an address: the exact one first, then one with parameters, the first for the start', () => {
  const screens = [screen('/home'), screen('/orders/:id'), screen('/orders/new')]
  const found = (address: string) => {
    const shown = findScreen(screens, address)
    return shown && [shown.screen.route, shown.params]
  }
  expect(found('/')).toEqual(['/home', {}])
  expect(found('/orders/new')).toEqual(['/orders/new', {}])
  expect(found('/orders/7?tab=a')).toEqual(['/orders/:id', { id: '7', tab: 'a' }])
  expect(found('/orders')).toBeNull()
  expect(findScreen([], '/')).toBeNull()
  expect(findScreen([screen('/a/:b')], '/')).toBeNull()
})

it('refreshes who watches a collection, or everybody, and nobody who has stopped', () => {
  const told: string[] = []
  const { watch, refresh } = withRefresh(() => () => undefined)
  const stop = watch('orders', () => told.push('orders'))
  watch('plants', () => told.push('plants'))
  refresh('orders')
  refresh(null)
  stop()
  refresh(null)
  expect(told).toEqual(['orders', 'orders', 'plants', 'plants'])
})
