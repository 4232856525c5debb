import { once } from 'node:events'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

import { expect, it, onTestFinished } from 'vitest'

import { listen, portsFor, type Listening } from './listen.ts'

const host = '127.0.0.1'

async function start(ports: number[], handler: RequestListener = (_, answer) => answer.end('yes')): Promise<Listening> {
  const listening = await listen(handler, { host, ports })
  onTestFinished(() => listening.close())
  return listening
}

it('takes the next port when the usual one is taken', async () => {
  const { port } = await start([0])
  const next = await start([port, 0])
  expect(next.port).not.toBe(port)
  expect(await (await fetch(`http://${host}:${next.port}`)).text()).toBe('yes')
})

it('takes no other port than the one that was asked for, and says what to do', async () => {
  const { port } = await start([0])
  await expect(start([port])).rejects.toThrow(`Port ${port} is taken by another program.`)
  expect(portsFor(port, 3000)).toEqual([port])
  expect(portsFor(undefined, 3000).slice(0, 2)).toEqual([3000, 3001])
})

it('throws what else is wrong with an address', async () => {
  await expect(listen(() => undefined, { host: '203.0.113.1', ports: [0] })).rejects.toThrow('EADDRNOTAVAIL')
})

it('keeps connections longer than proxies do', async () => {
  const { port } = await start([0])
  expect((await fetch(`http://${host}:${port}`)).headers.get('keep-alive')).toBe('timeout=75')
})

it('gives a large file an hour to arrive', async () => {
  let allowed = 0
  const { port } = await start([0], ({ socket }, answer) => {
    allowed = (socket as Socket & { server: Server }).server.requestTimeout
    answer.end()
  })
  await fetch(`http://${host}:${port}`)
  expect(allowed).toBe(3_600_000)
})

it('lets a request under way end, and cuts it after its time', async () => {
  for (const graceMs of [10_000, 0]) {
    const asked = Promise.withResolvers<ServerResponse<IncomingMessage>>()
    const listening = await start([0], (_, answer) => asked.resolve(answer))
    const answer = fetch(`http://${host}:${listening.port}`).then(
      (one) => one.text(),
      () => 'cut',
    )
    const response = await asked.promise
    const closed = listening.close(graceMs)
    if (graceMs === 0) await once(response, 'close')
    else response.end('done')
    expect(await answer).toBe(graceMs === 0 ? 'cut' : 'done')
    await closed
    await expect(fetch(`http://${host}:${listening.port}`)).rejects.toThrow()
  }
})
