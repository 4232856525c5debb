import { describe, expect, it } from 'vitest'

import { bindHttpRequest, bindJson, parseHttpRequest, RequestError } from './httpRequest.ts'

const bind = (text: string, values: Parameters<typeof bindHttpRequest>[1]) =>
  bindHttpRequest(parseHttpRequest(text), values)

describe('requests to REST sources', () => {
  it('are written as HTTP is', () => {
    expect(parseHttpRequest('post /orders\r\nX-Shop: one\r\n\r\n{"a": 1}\n\n')).toEqual({
      method: 'POST',
      target: '/orders',
      headers: { 'x-shop': 'one' },
      body: '{"a": 1}',
    })
    expect(parseHttpRequest('GET')).toMatchObject({ method: 'GET', target: '', body: null })
  })

  it.each([
    '',
    'FETCH /a',
    'GET orders',
    'GET https://evil.example/',
    'GET /a\nno header',
    'GET /a\n: x',
    'CONNECT /a',
  ])('that are none say so: %j', (text) => {
    expect(() => parseHttpRequest(text)).toThrow(RequestError)
  })

  it('encode values in the address, which cannot leave its step', () => {
    const { target } = bind('GET /orders/{{id}}?q={{q}}&q2={{q}}', { id: 'a/b?c#d', q: 'x&admin=1 ä' })
    expect(target).toBe('/orders/a%2Fb%3Fc%23d?q=x%26admin%3D1%20%C3%A4&q2=x%26admin%3D1%20%C3%A4')
    for (const id of ['..', '.']) expect(() => bind('GET /orders/{{id}}/x', { id })).toThrow(RequestError)
    expect(() => bind('GET /orders/.{{id}}/x', { id: '.' })).toThrow(RequestError)
    expect(() => bind('GET /a/%2e%2e/x', {})).toThrow(RequestError)
    expect(() => bind('GET /a\\..\\x', {})).toThrow(RequestError)
  })

  it('keep each header on one line', () => {
    expect(bind('GET /\nX-A: {{a}}', { a: 'b c' }).headers).toEqual({ 'x-a': 'b c' })
    for (const a of ['b\r\nX-Admin: 1', 'b\nc', 'b\0c', 'ключ'])
      expect(() => bind('GET /\nX-A: {{a}}', { a })).toThrow(RequestError)
  })

  it('keep values values in a body: JSON, form, text', () => {
    const attack = '", "admin": true, "x": "'
    const json = bind('POST /\n\n{"name": {{name}}, "note": "for {{name}}", "n": {{n}}, "ids": {{ids}}}', {
      name: attack,
      n: 3,
      ids: [1, 'b'],
    })
    expect(JSON.parse(json.body ?? '')).toEqual({ name: attack, note: `for ${attack}`, n: 3, ids: [1, 'b'] })
    expect(json.headers).toEqual({ 'content-type': 'application/json' })
    const form = bind('POST /\nContent-Type: application/x-www-form-urlencoded\n\na={{a}}', { a: 'b&c=d' })
    expect(form.body).toBe('a=b%26c%3Dd')
    expect(bind('POST /\n\nhello {{a}}', { a: 'you' })).toMatchObject({
      body: 'hello you',
      headers: { 'content-type': 'text/plain' },
    })
    expect(() => bind('POST /\nContent-Type: application/xml\n\n<a>{{a}}</a>', { a: '<b/>' })).toThrow(RequestError)
    expect(() => bindJson('{"a": {{a}} b}', { a: 1 })).toThrow(RequestError)
  })
})
