import { describe, expect, it } from 'vitest'

import { fillRoute, matchRoute, paramNames } from './routes.ts'

describe('routes', () => {
  it('fills parameters into their places and puts the others behind the question mark', () => {
    expect(paramNames('/orders/:id/lines/:line')).toEqual(['id', 'line'])
    expect(fillRoute('/orders/:id', { id: 'a/b c', tab: 'notes' })).toBe('/orders/a%2Fb%20c?tab=notes')
    expect(fillRoute('/', {})).toBe('/')
    expect(fillRoute('/orders/:id', {})).toBeNull()
  })

  it('reads them back', () => {
    expect(matchRoute('/orders/:id', '/orders/a%2Fb%20c?tab=notes')).toEqual({ id: 'a/b c', tab: 'notes' })
    expect(matchRoute('/orders', '/orders/')).toEqual({})
    expect(matchRoute('/', '')).toEqual({})
    expect(matchRoute('/orders/:id', '/orders')).toBeNull()
    expect(matchRoute('/orders', '/customers')).toBeNull()
  })

  it('takes addresses that are no proper ones, and never a prototype for a parameter', () => {
    expect(matchRoute('/orders/:id', '/orders/100%')).toEqual({ id: '100%' })
    expect(matchRoute('/a', '/a?__proto__=x')).not.toHaveProperty('x')
    expect(fillRoute('/:constructor', {})).toBeNull()
  })
})
