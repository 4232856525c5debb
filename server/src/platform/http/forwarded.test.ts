import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'

import { expect, it } from 'vitest'

import { dropForgedHeaders } from './forwarded.ts'

function requestFrom(address: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: address })
  const request = new IncomingMessage(socket)
  request.headers['x-forwarded-for'] = '203.0.113.9'
  return request
}

it('believes X-Forwarded-For only from a trusted proxy', () => {
  const [direct, proxied] = [requestFrom('198.51.100.1'), requestFrom('::ffff:10.0.0.1')]
  for (const request of [direct, proxied]) dropForgedHeaders(request, ['10.0.0.1'])
  expect(direct.headers['x-forwarded-for']).toBeUndefined()
  expect(proxied.headers['x-forwarded-for']).toBe('203.0.113.9')
})
