import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'

import { afterEach, describe, expect, it } from 'vitest'

import { parseAllowList } from './allowList.ts'
import { fetchOutbound, type OutboundPolicy } from './fetchOutbound.ts'
import type { Address } from './resolve.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

interface Target {
  port: number
  url: string
  seen: { method: string; path: string; headers: IncomingMessage['headers']; body: string }[]
}

/** A server on loopback that notes what reaches it. */
async function serve(answer: RequestListener = (_, response) => response.end('inside'), host = '127.0.0.1') {
  const seen: Target['seen'] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      seen.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() })
      answer(request, response)
    })
  }).listen(0, host)
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, url: `http://${host}:${address.port}`, seen } satisfies Target
}

const NOTHING = parseAllowList([])
const LOOPBACK = parseAllowList(['127.0.0.0/8'])
const at = (...addresses: string[]): Address[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

/** Answers names as a hostile DNS server would: each name its answers in turn, the last one for ever. */
function dns(names: Record<string, Address[][]>) {
  const asked: string[] = []
  return {
    asked,
    lookup: (name: string): Promise<Address[]> => {
      const answers = names[name] ?? []
      const turn = asked.filter((earlier) => earlier === name).length
      asked.push(name)
      return Promise.resolve(answers[Math.min(turn, answers.length - 1)] ?? [])
    },
  }
}

const get = (url: string, policy: OutboundPolicy) => fetchOutbound(url, {}, policy)
const refused = { code: 'outbound_refused' }

describe('where requests may go', () => {
  it.each([
    ['loopback', (port: number) => `http://127.0.0.1:${port}/`],
    ['another loopback', (port: number) => `http://127.8.9.10:${port}/`],
    ['decimal', (port: number) => `http://2130706433:${port}/`],
    ['octal', (port: number) => `http://0177.0.0.1:${port}/`],
    ['hexadecimal', (port: number) => `http://0x7f000001:${port}/`],
    ['mixed', (port: number) => `http://0x7f.1:${port}/`],
    ['short', (port: number) => `http://127.1:${port}/`],
    ['full-width digits', (port: number) => `http://１２７.0.0.1:${port}/`],
    ['percent-encoded', (port: number) => `http://%31%32%37.0.0.1:${port}/`],
    ['zero', (port: number) => `http://0:${port}/`],
    ['a name', (port: number) => `http://localhost:${port}/`],
    ['a name with a dot', (port: number) => `http://localhost.:${port}/`],
    ['a name below localhost', (port: number) => `http://app.localhost:${port}/`],
    ['IPv6', (port: number) => `http://[::1]:${port}/`],
    ['IPv4-mapped', (port: number) => `http://[::ffff:127.0.0.1]:${port}/`],
    ['NAT64', (port: number) => `http://[64:ff9b::7f00:1]:${port}/`],
    ['6to4', (port: number) => `http://[2002:7f00:1::]:${port}/`],
    ['metadata', () => 'http://169.254.169.254/latest/meta-data/'],
    ['metadata in decimal', () => 'http://2852039166/latest/meta-data/'],
    ['private', () => 'http://10.0.0.1/'],
  ])('refuses %s before a connection', async (_shape, url) => {
    const inside = await serve()
    const local = dns({
      localhost: [at('127.0.0.1', '::1')],
      'app.localhost': [at('127.0.0.1')],
    })
    await expect(get(url(inside.port), { allow: NOTHING, lookup: local.lookup })).rejects.toMatchObject(refused)
    expect(inside.seen).toEqual([])
  })

  it('asks the system when nobody else is named', async () => {
    await expect(get('http://localhost:9/', { allow: NOTHING })).rejects.toMatchObject(refused)
  })

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'gopher://127.0.0.1/', 'data:text/plain,a', 'unix:/run/x.sock'])(
    'refuses %s',
    async (url) => {
      await expect(get(url, { allow: LOOPBACK })).rejects.toMatchObject(refused)
    },
  )

  it('refuses names and passwords in an address, and what is none', async () => {
    await expect(get('http://a:b@127.0.0.1/', { allow: LOOPBACK })).rejects.toMatchObject(refused)
    await expect(get('nonsense', { allow: LOOPBACK })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('refuses a name of which one address is private', async () => {
    const { lookup } = dns({ 'both.example': [at('93.184.216.34', '127.0.0.1')] })
    await expect(get('http://both.example/', { allow: NOTHING, lookup })).rejects.toMatchObject(refused)
  })

  it('connects to what it judged: a name that answers something else the second time reaches nothing inside', async () => {
    const inside = await serve()
    const outside = await serve((_, response) => response.end('outside'), '127.0.0.2')
    const rebinding = dns({ 'rebind.example': [at('127.0.0.2'), at('127.0.0.1')] })
    const allow = parseAllowList(['127.0.0.2/32'])
    const url = `http://rebind.example:${outside.port}/`
    const answer = await get(url, { allow, lookup: rebinding.lookup })
    expect(await answer.text()).toBe('outside')
    expect(rebinding.asked).toEqual(['rebind.example'])
    expect(outside.seen[0]?.headers.host).toBe(`rebind.example:${outside.port}`)
    await expect(get(url, { allow, lookup: rebinding.lookup })).rejects.toMatchObject(refused)
    expect(inside.seen).toEqual([])
  })

  it('says that a name has no address', async () => {
    const { lookup } = dns({})
    await expect(get('http://nowhere.example/', { allow: NOTHING, lookup })).rejects.toMatchObject({
      code: 'outbound_failed',
      message: expect.stringContaining('nowhere.example') as string,
    })
  })
})

describe('what the operator allows', () => {
  it('a host with its port, with any, a network', async () => {
    const inside = await serve()
    const { port, url } = inside
    const { lookup } = dns({ 'db.internal': [at('127.0.0.1')] })
    for (const item of [`127.0.0.1:${port}`, '127.0.0.1:*', '127.0.0.0/8'])
      expect(await (await get(url, { allow: parseAllowList([item]) })).text()).toBe('inside')
    const named = parseAllowList([`DB.internal:${port}`])
    expect(await (await get(`http://db.internal:${port}`, { allow: named, lookup })).text()).toBe('inside')
  })

  it('nothing else: another port, another name of the same address', async () => {
    const { port, url } = await serve()
    const allow = parseAllowList([`127.0.0.1:${port + 1}`, `db.internal:${port}`, '10.0.0.0/8'])
    await expect(get(url, { allow })).rejects.toMatchObject(refused)
    const { lookup } = dns({ 'evil.example': [at('127.0.0.1')] })
    await expect(get(`http://evil.example:${port}`, { allow, lookup })).rejects.toMatchObject(refused)
  })

  it.each(['db.internal', 'host:99999', '10.0.0.0/40', '300.0.0.0/8', 'http://a:1', '*:80', ''])(
    'says that “%s” is not understood',
    (item) => {
      expect(() => parseAllowList([item])).toThrow(`“${item}”`)
    },
  )
})

describe('redirects', () => {
  const to =
    (location: string, status = 302): RequestListener =>
    (_, response) =>
      response.writeHead(status, { location }).end()

  it.each([
    'http://127.0.0.1:{port}/',
    'http://[::ffff:7f00:1]:{port}/',
    'http://2130706433:{port}/',
    '//127.0.0.1:{port}',
  ])('never lead inside: %s', async (location) => {
    const inside = await serve()
    const outside = await serve(to(location.replace('{port}', String(inside.port))), '127.0.0.2')
    await expect(get(outside.url, { allow: parseAllowList(['127.0.0.2/32']) })).rejects.toMatchObject(refused)
    expect(outside.seen).toHaveLength(1)
    expect(inside.seen).toEqual([])
  })

  it.each(['file:///etc/passwd', 'http://user:word@127.0.0.2/'])('never lead to %s', async (location) => {
    const outside = await serve(to(location))
    await expect(get(outside.url, { allow: LOOPBACK })).rejects.toMatchObject(refused)
  })

  it('are followed on the same origin with everything, as often as allowed', async () => {
    const target = await serve((request, response) => {
      const left = Number(request.url?.slice(1) ?? 0)
      if (left > 0) response.writeHead(307, { location: `/${left - 1}` }).end()
      else response.end('there')
    })
    const init = { method: 'POST', headers: { authorization: 'Bearer secret' }, body: '{}' }
    const answer = await fetchOutbound(`${target.url}/5`, init, { allow: LOOPBACK })
    expect(await answer.text()).toBe('there')
    expect(target.seen.at(-1)).toMatchObject({
      method: 'POST',
      body: '{}',
      headers: { authorization: 'Bearer secret' },
    })
    await expect(fetchOutbound(`${target.url}/6`, init, { allow: LOOPBACK })).rejects.toMatchObject({
      code: 'outbound_failed',
    })
  })

  it('take no credential to another origin, whatever its header is called', async () => {
    const other = await serve()
    const first = await serve(to(other.url))
    const headers = { authorization: 'Bearer secret', cookie: 'a=b', 'x-api-key': 'secret', accept: 'text/plain' }
    await (await fetchOutbound(first.url, { headers }, { allow: LOOPBACK })).text()
    expect(first.seen[0]?.headers).toMatchObject(headers)
    expect(JSON.stringify(other.seen[0])).not.toContain('secret')
    expect(other.seen[0]?.headers).toMatchObject({ accept: 'text/plain' })
    expect(other.seen[0]?.headers.cookie).toBeUndefined()
  })

  it('take no body to another origin', async () => {
    const other = await serve()
    const first = await serve(to(other.url, 308))
    const post = fetchOutbound(first.url, { method: 'POST', body: 'secret' }, { allow: LOOPBACK })
    await expect(post).rejects.toMatchObject(refused)
    expect(other.seen).toEqual([])
  })

  it('turn a POST into a GET without body', async () => {
    const other = await serve()
    const first = await serve(to(other.url, 303))
    await fetchOutbound(first.url, { method: 'POST', body: 'secret' }, { allow: LOOPBACK })
    expect(other.seen[0]).toMatchObject({ method: 'GET', body: '' })
  })
})

describe('limits', () => {
  it('stop an answer that is too large while it streams', async () => {
    let sent = 0
    const target = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && sent < 1e9 && response.write(Buffer.alloc(65_536))) sent += 65_536
      }
      response.on('drain', more)
      more()
    })
    const answer = await get(target.url, { allow: LOOPBACK, maxBytes: 100_000 })
    await expect(answer.text()).rejects.toMatchObject({ code: 'outbound_failed' })
    expect(sent).toBeLessThan(50_000_000)
  })

  it('count what a packed answer unpacks to', async () => {
    const packed = gzipSync(Buffer.alloc(10_000_000))
    expect(packed.byteLength).toBeLessThan(100_000)
    const target = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed))
    const answer = await get(target.url, { allow: LOOPBACK, maxBytes: 100_000 })
    await expect(answer.text()).rejects.toMatchObject({ code: 'outbound_failed' })
    const whole = await get(target.url, { allow: LOOPBACK, maxBytes: 10_000_000 })
    expect((await whole.bytes()).byteLength).toBe(10_000_000)
  })

  it('stop what answers late: its head, its body, its address', async () => {
    const silent = await serve(() => undefined)
    const slow = await serve((_, response) => response.write('a'))
    const late = { code: 'outbound_timeout' }
    await expect(get(silent.url, { allow: LOOPBACK, timeoutMs: 100 })).rejects.toMatchObject(late)
    const answer = await get(slow.url, { allow: LOOPBACK, timeoutMs: 300 })
    await expect(answer.text()).rejects.toMatchObject(late)
    const lookup = () => new Promise<Address[]>(() => undefined)
    await expect(get('http://slow.example', { allow: NOTHING, lookup, timeoutMs: 100 })).rejects.toMatchObject(late)
  })

  it('stop endless headers', async () => {
    const target = await serve((_, response) => response.writeHead(200, { 'x-long': 'a'.repeat(40_000) }).end())
    await expect(get(target.url, { allow: LOOPBACK })).rejects.toMatchObject({ code: 'outbound_failed' })
  })

  it('refuse headers that are two, and send none of the connection’s own', async () => {
    const target = await serve()
    const send = (headers: Record<string, string>) => fetchOutbound(target.url, { headers }, { allow: LOOPBACK })
    await expect(send({ 'x-a': 'b\r\nx-admin: 1' })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(send({ 'x a': 'b' })).rejects.toMatchObject({ code: 'invalid_input' })
    await (await send({ host: 'admin.internal', 'transfer-encoding': 'chunked' })).text()
    expect(target.seen).toHaveLength(1)
    expect(target.seen[0]?.headers.host).toBe(`127.0.0.1:${target.port}`)
  })

  it('say why there is no answer: nobody there, cut off, no HTTP', async () => {
    const { url } = await serve((request) => request.socket.destroy())
    await expect(get(url, { allow: LOOPBACK })).rejects.toMatchObject({ code: 'outbound_failed' })
    const cut = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('a', () => request.socket.destroy())
    })
    await expect((await get(cut.url, { allow: LOOPBACK })).text()).rejects.toMatchObject({ code: 'outbound_failed' })
    const other = createTcpServer((socket) => socket.resume().end('220 mail.example ESMTP\r\n')).listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : 0
    await expect(get(`http://127.0.0.1:${port}`, { allow: LOOPBACK })).rejects.toMatchObject({
      code: 'outbound_failed',
    })
    other.close()
    await once(other, 'close')
    await expect(get(`http://127.0.0.1:${port}`, { allow: LOOPBACK })).rejects.toMatchObject({
      code: 'outbound_failed',
      message: expect.stringContaining('refuses connections') as string,
    })
  })

  it('end with the caller', async () => {
    const silent = await serve(() => undefined)
    const init = { signal: AbortSignal.timeout(50) }
    await expect(fetchOutbound(silent.url, init, { allow: LOOPBACK })).rejects.toMatchObject({
      code: 'outbound_failed',
    })
  })

  it('answers without a body have none', async () => {
    const target = await serve((_, response) => response.writeHead(204).end())
    const answer = await get(target.url, { allow: LOOPBACK })
    expect([answer.status, await answer.text()]).toEqual([204, ''])
  })
})
