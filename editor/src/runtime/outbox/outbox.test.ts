import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { type Outbox, createOutbox } from './outbox.ts'

interface Sent {
  path: string
  key: string
  body: unknown
}

let stops: (() => void)[] = []
let server: (sent: Sent) => Response | Promise<Response>
let sent: Sent[] = []

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  sent = []
  server = () => Response.json({ id: 's1' }, { status: 201 })
  vi.stubGlobal('fetch', async (path: string, { headers, body }: { headers: Record<string, string>; body: string }) => {
    const one = { path, key: headers['idempotency-key'] ?? '', body: JSON.parse(body) as unknown }
    sent.push(one)
    return server(one)
  })
})
afterEach(() => {
  for (const stop of stops) stop()
  stops = []
  vi.unstubAllGlobals()
})

const away = (): never => {
  throw new TypeError('Failed to fetch')
}

/** A page of the app, of who is signed in there. */
async function open(owner = ''): Promise<Outbox> {
  const outbox = createOutbox(owner)
  const { begun, stop } = outbox.start()
  stops.push(stop)
  await begun
  return outbox
}

const post = (name: string) => ({
  path: '/api/dynamic/p/orders',
  body: { name },
  title: 'Order',
  challenge: '/api/dynamic/p/orders/challenge',
  isGuarded: false,
})
const titles = (outbox: Outbox) => outbox.posts().map(({ body }) => body['name'])
const wake = (): unknown => dispatchEvent(new Event('online'))

it('answers what the server says, and keeps nothing of it', async () => {
  const outbox = await open()
  expect(await outbox.deliver(post('a'))).toMatchObject({ status: 201 })
  server = () => Response.json({ title: 'No.' }, { status: 400 })
  expect(await outbox.deliver(post('b'))).toMatchObject({ status: 400, body: { title: 'No.' } })
  server = () => Response.json({ title: 'Sign in.', code: 'unauthenticated' }, { status: 401 })
  expect(await outbox.deliver(post('c'))).toMatchObject({ status: 401 })
  expect(outbox.posts()).toEqual([])
})

it('keeps what finds no server over a reload, and sends it once, in order, under the key of the first time', async () => {
  server = away
  const before = await open()
  expect(await before.deliver(post('a'))).toBeNull()
  expect(await before.deliver(post('b'))).toBeNull()
  expect(titles(before)).toEqual(['a', 'b'])
  const keys = sent.map(({ key }) => key)
  stops.pop()?.()

  sent = []
  server = () => Response.json({}, { status: 201 })
  const after = await open()
  await vi.waitFor(() => expect(sent).toHaveLength(2))
  await vi.waitFor(() => expect(titles(after)).toEqual([]))
  expect(sent.map(({ key }) => key)).toEqual(keys)
  wake()
  expect(titles(after)).toEqual([])
  expect(sent).toHaveLength(2)
})

it('sends again what was stored although its answer was lost: the key is the same', async () => {
  server = away
  const outbox = await open()
  await outbox.deliver(post('a'))
  server = () => new Response('the proxy found nobody', { status: 502 })
  wake()
  await vi.waitFor(() => expect(sent).toHaveLength(2))
  server = () => Response.json({}, { status: 201 })
  await vi.waitFor(() => {
    wake()
    expect(titles(outbox)).toEqual([])
  })
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1)
})

it('what is refused stays with what was said, until it is tried again or discarded; others go on', async () => {
  server = away
  const outbox = await open()
  await outbox.deliver(post('a'))
  await outbox.deliver(post('b'))
  server = ({ body }) =>
    JSON.stringify(body).includes('"a"')
      ? Response.json({ title: 'Not valid.', errors: [{ path: 'name', message: 'is taken' }] }, { status: 400 })
      : Response.json({}, { status: 201 })
  wake()
  await vi.waitFor(() => expect(titles(outbox)).toEqual(['a']))
  await vi.waitFor(() => expect(outbox.posts()[0]?.refusal).toBe('Not valid. name: is taken'))
  const asked = sent.length
  wake()
  const [refused] = outbox.posts()
  if (!refused) throw new Error('nothing refused')
  expect(sent).toHaveLength(asked)
  await outbox.retry(refused)
  expect(sent).toHaveLength(asked + 1)
  await outbox.discard(refused)
  expect(outbox.posts()).toEqual([])
})

it('belongs to who made it: another visitor of the same device neither sees nor sends it', async () => {
  server = away
  await (await open('ada')).deliver(post('hers'))
  stops.pop()?.()
  server = () => Response.json({}, { status: 201 })
  sent = []
  const other = await open('bea')
  await other.deliver(post('his'))
  expect(titles(other)).toEqual([])
  expect(sent.map(({ body }) => body)).toEqual([{ name: 'his' }])
  const back = await open('ada')
  await vi.waitFor(() => expect(sent.map(({ body }) => body)).toContainEqual({ name: 'hers' }))
  await vi.waitFor(() => expect(titles(back)).toEqual([]))
})

it('files up to ten megabytes wait too; a larger one is refused with the limit', async () => {
  const outbox = await open()
  const place = { endpoint: '/api/dynamic/p/files', metadata: { form: 'f', input: 'papers' } }
  const kept = await outbox.keepFile(new File(['text'], 'a.txt', { type: 'text/plain' }), place)
  expect(kept).toMatchObject({ name: 'a.txt', size: 4, id: expect.stringMatching(/^kept-/) })
  const large = new File([new Uint8Array(11 * 1024 * 1024)], 'b.bin')
  await expect(outbox.keepFile(large, place)).rejects.toThrow(/10 MB/)
})

it('where the browser keeps nothing it sends all the same, and the form hears when nothing arrived', async () => {
  const outbox = createOutbox('', { open: () => Promise.reject(new Error('private window')) })
  expect(await outbox.deliver(post('a'))).toMatchObject({ status: 201 })
  server = away
  await expect(outbox.deliver(post('b'))).rejects.toThrow('Failed to fetch')
  expect(outbox.posts()).toEqual([])
})

it('tells of each that the server has taken, with the screen where it was made', async () => {
  const taken: string[] = []
  let screen = 's1'
  const outbox = createOutbox('', { onScreen: () => screen, onTaken: (screenId) => taken.push(screenId) })
  const { begun, stop } = outbox.start()
  stops.push(stop)
  await begun
  await outbox.deliver(post('a'))
  server = away
  screen = 's2'
  await outbox.deliver(post('b'))
  server = () => Response.json({ title: 'No.' }, { status: 400 })
  screen = 's3'
  await outbox.deliver(post('c'))
  expect(taken).toEqual(['s1'])
  server = () => Response.json({}, { status: 201 })
  wake()
  await vi.waitFor(() => expect(taken).toEqual(['s1', 's2']))
})
