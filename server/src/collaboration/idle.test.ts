import { EventEmitter } from 'node:events'

import { afterEach, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'

import { Door } from './door.ts'
import { startDoor, until } from './test/startDoor.ts'
import { writeToken } from './wire.ts'

/** A socket whose peer says nothing by itself and answers every ping. */
class QuietSocket extends EventEmitter {
  readonly OPEN = 1
  readonly bufferedAmount = 0
  readonly isPaused = false
  readyState = 1
  sent = 0
  closed: number | null = null

  send(): void {
    this.sent += 1
  }
  ping(): void {
    this.emit('pong')
  }
  close(code: number): void {
    this.closed ??= code
  }
  terminate(): void {
    this.closed ??= 1006
  }
  resume(): void {}
}

afterEach(() => void vi.useRealTimers())

it('somebody who only listens stays connected', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  const { collaboration } = await startDoor()
  if (!(collaboration instanceof Door)) throw new Error('another door')
  const socket = new QuietSocket()
  collaboration.accept(socket as unknown as WebSocket)
  socket.emit('message', Buffer.from(writeToken('project1', 'ann')), true)
  await until('signed in', () => socket.sent > 0)
  for (let i = 0; i < 10; i++) vi.advanceTimersByTime(30_000)
  expect(socket.closed).toBeNull()
})
