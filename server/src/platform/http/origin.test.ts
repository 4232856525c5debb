import { expect, it, onTestFinished } from 'vitest'

import { createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { rawRequest, type RawAnswer } from '../../../test/rawRequest.ts'

/** The addresses that answers name, asked for under a host of the client's choice. */
async function addressesOf(server: TestServer, host: string): Promise<string[]> {
  const owner = await server.register('Owner')
  const project = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'P', template: 'orders' })
  const ask = (method: string, path: string): Promise<RawAnswer> => {
    const headers = { host, authorization: `Bearer ${owner.session.accessToken}`, 'content-type': 'application/json' }
    return rawRequest({
      port: server.port,
      method,
      path,
      headers,
      ...(method === 'GET' ? {} : { body: '{"role":"viewer"}' }),
    })
  }
  const link = await ask('POST', `/api/projects/${project.body.id}/share-links`)
  const spec = await ask('GET', `/api/dynamic/${project.body.id}/openapi.json`)
  const { url } = JSON.parse(link.text) as { url: string }
  const { servers } = JSON.parse(spec.text) as { servers: { url: string }[] }
  return [url, ...servers.map((one) => one.url)].map((address) => new URL(address).origin)
}

it('answers addresses of PUBLIC_URL, whatever the Host header says', async () => {
  const server = await createTestServer({ env: { PUBLIC_URL: 'https://axiom.example/' } })
  onTestFinished(() => server.close())
  expect(new Set(await addressesOf(server, 'evil.example'))).toEqual(new Set(['https://axiom.example']))
})

it('answers addresses of the host that was asked without PUBLIC_URL, and refuses one that is none', async () => {
  const server = await createTestServer()
  onTestFinished(() => server.close())
  expect(new Set(await addressesOf(server, 'lan-name:3000'))).toEqual(new Set(['http://lan-name:3000']))
  const odd = await rawRequest({
    port: server.port,
    method: 'POST',
    path: '/api/auth/login',
    headers: { host: 'a b"<', origin: 'http://a b"<' },
  })
  expect(JSON.parse(odd.text)).toMatchObject({ status: 400, code: 'invalid_input' })
})
