import type { RefusedMessage } from '@axiom/shared/protocol/awareness'
import { CLOSE_CODES } from '@axiom/shared/protocol/closeCodes'
import { retryHint } from '@axiom/shared/protocol/retryHint'
import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'

import { Connection, SignedOutError, type Socket } from './connection.ts'
import { readServerMessage } from './wire.ts'

class FakeSocket {
  readyState = 0
  binaryType = ''
  sent: Uint8Array[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null
  onclose: ((event: { code: number; reason?: string }) => void) | null = null
  onerror = null
  send(data: Uint8Array): void {
    this.sent.push(data)
  }
  close(): void {
    this.readyState = 3
  }
  receive(...parts: (number | Uint8Array | string)[]): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarString(encoder, 'p1')
    for (const part of parts) {
      if (typeof part === 'number') encoding.writeVarUint(encoder, part)
      else if (typeof part === 'string') encoding.writeVarString(encoder, part)
      else encoding.writeVarUint8Array(encoder, part)
    }
    this.onmessage?.({ data: encoding.toUint8Array(encoder).slice().buffer as ArrayBuffer })
  }
  kinds(): string[] {
    return this.sent.map((data) => readServerMessage(data).kind)
  }
}

const empty = new Y.Doc()
const saved = [8, 1] as const
let sockets: FakeSocket[] = []
const makeEvents = () => ({
  onState: vi.fn<() => void>(),
  onDrained: vi.fn<() => void>(),
  onRefused: vi.fn<(refused: RefusedMessage) => void>(),
})
let events: ReturnType<typeof makeEvents>
let y: Y.Doc
let awareness: Awareness
let connection: Connection
let getToken = vi.fn(async (_options: { fresh: boolean }) => 'token')

beforeEach(() => {
  vi.useFakeTimers()
  sockets = []
  y = new Y.Doc()
  awareness = new Awareness(y)
  getToken = vi.fn(async () => 'token')
  events = makeEvents()
  connection = new Connection(
    {
      url: 'ws://x',
      projectId: 'p1',
      y,
      awareness,
      getToken: (options) => getToken(options),
      openSocket: () => {
        const socket = new FakeSocket()
        sockets.push(socket)
        return socket as unknown as Socket
      },
    },
    { ...events, onSynced: vi.fn(), onPresence: vi.fn(), onEpochOver: vi.fn() },
  )
})
afterEach(() => {
  connection.close()
  awareness.destroy()
  vi.useRealTimers()
})

async function open(): Promise<FakeSocket> {
  connection.connect()
  const socket = sockets.at(-1) as FakeSocket
  socket.readyState = 1
  socket.onopen?.()
  await vi.advanceTimersByTimeAsync(0)
  socket.receive(2, 2, 'read-write')
  return socket
}

it('[C7] sends no update between connect and its step 2', async () => {
  const socket = await open()
  y.getMap('m').set('a', 1)
  await vi.advanceTimersByTimeAsync(100)
  expect(socket.kinds()).not.toContain('update')
  socket.receive(0, 0, Y.encodeStateVector(empty))
  expect(socket.kinds().at(-1)).toBe('step2')
  socket.receive(...saved)
  expect(events.onDrained).toHaveBeenCalledTimes(1)
})

it('after a reconnect presence returns at once: our clock is raised, and the others are taken with the clock they had', async () => {
  const peer = new Awareness(new Y.Doc())
  peer.setLocalState({ screenId: 's1' })
  awareness.setLocalState({ screenId: 's1' })
  const first = await open()
  first.receive(1, encodeAwarenessUpdate(peer, [peer.clientID]))
  const clock = awareness.meta.get(awareness.clientID)?.clock ?? 0
  expect(awareness.getStates().has(peer.clientID)).toBe(true)
  first.onclose?.({ code: 1006 })
  expect(awareness.getStates().has(peer.clientID)).toBe(false)
  const second = await open()
  second.receive(1, encodeAwarenessUpdate(peer, [peer.clientID]))
  expect(awareness.getStates().has(peer.clientID)).toBe(true)
  expect(awareness.meta.get(awareness.clientID)?.clock).toBeGreaterThan(clock)
  expect(second.kinds()).toContain('awareness')
  peer.destroy()
})

it('batches updates for 40 ms and waits for one acknowledgement per message', async () => {
  const socket = await open()
  socket.receive(0, 0, Y.encodeStateVector(empty))
  socket.receive(...saved)
  events.onDrained.mockClear()
  y.getMap('m').set('a', 1)
  y.getMap('m').set('b', 2)
  expect(connection.state.batched).toBe(true)
  await vi.advanceTimersByTimeAsync(40)
  y.getMap('m').set('c', 3)
  await vi.advanceTimersByTimeAsync(40)
  expect(socket.kinds().filter((kind) => kind === 'update')).toHaveLength(2)
  socket.receive(...saved)
  expect(events.onDrained).not.toHaveBeenCalled()
  socket.receive(...saved)
  expect(events.onDrained).toHaveBeenCalledTimes(1)
})

it('[C7] a held message is not an acknowledgement', async () => {
  const socket = await open()
  socket.receive(0, 0, Y.encodeStateVector(empty))
  socket.receive(8, 0)
  expect(connection.state.outstanding).toBe(1)
})

it.each([
  [CLOSE_CODES.tooOld, 'tooOld'],
  [CLOSE_CODES.tooLarge, 'tooLarge'],
] as const)('[C13] %i stops and keeps', async (code, problem) => {
  const socket = await open()
  socket.onclose?.({ code })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(connection.state).toMatchObject({ phase: 'stopped', problem })
  expect(sockets).toHaveLength(1)
})

it('[C13] 4401 fetches a fresh token', async () => {
  const socket = await open()
  socket.onclose?.({ code: CLOSE_CODES.signInAgain })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(sockets).toHaveLength(2)
  const next = sockets[1] as FakeSocket
  next.readyState = 1
  next.onopen?.()
  expect(getToken).toHaveBeenLastCalledWith({ fresh: true })
})

it('[C13] 4403 tries once after a change of rights, then stops without a loop', async () => {
  const socket = await open()
  socket.onclose?.({ code: CLOSE_CODES.noAccess })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(sockets).toHaveLength(2)
  sockets[1]?.onclose?.({ code: CLOSE_CODES.noAccess })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sockets).toHaveLength(2)
  expect(connection.state.problem).toBe('noAccess')
})

it('[C13] 4403 in the middle of signing in: rights have just changed, perhaps for the better', async () => {
  connection.connect()
  sockets[0]?.onclose?.({ code: CLOSE_CODES.noAccess })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(sockets).toHaveLength(2)
})

it('an ended sign-in pauses instead of retrying', async () => {
  getToken.mockRejectedValue(new SignedOutError())
  connection.connect()
  sockets[0]?.onopen?.()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(connection.state).toMatchObject({ phase: 'stopped', problem: 'signedOut' })
  expect(sockets).toHaveLength(1)
})

it('[G4] a refusal stops the connection and is reported', async () => {
  const socket = await open()
  socket.receive(5, JSON.stringify({ type: 'refused', code: 'update_refused', key: 'nodes/a/type' }))
  expect(connection.state.problem).toBe('refused')
  expect(events.onRefused).toHaveBeenCalledWith({ type: 'refused', code: 'update_refused', key: 'nodes/a/type' })
})

it('[C9] knows that the server can save nothing, until it says otherwise or another one answers', async () => {
  const socket = await open()
  socket.receive(5, JSON.stringify({ type: 'outage', active: true }))
  expect(connection.state.outage).toBe(true)
  socket.receive(5, JSON.stringify({ type: 'outage', active: false }))
  expect(connection.state.outage).toBe(false)
  socket.receive(5, JSON.stringify({ type: 'outage', active: true }))
  connection.reconnect()
  expect(connection.state.outage).toBe(false)
})

it('[G5] who is sent away for overload comes back when the server has said, and not all at once', async () => {
  const first = await open()
  first.readyState = 3
  first.onclose?.({ code: CLOSE_CODES.tryLater, reason: retryHint(20) })
  await vi.advanceTimersByTimeAsync(19_900)
  expect(sockets).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(20_200)
  expect(sockets).toHaveLength(2)
})
