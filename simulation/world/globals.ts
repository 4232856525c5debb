// Replaces the clock, the timers, the chance and the browser of this process by those of the running simulation. Must be imported
// before anything that keeps a reference of its own (lib0 does). Outside of a simulation everything is as it was.
import 'fake-indexeddb/auto'
import nodeCrypto, { webcrypto } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

import { Timer } from './eventQueue.ts'
import { currentActor, type Actor } from './world.ts'

/** A timer is late by up to so much (ms), as real ones are. */
const LATE_MS = 1
const FRAME_MS = 16
/** Until the next turn of the loop. */
const TASK_MS = 0.05
const BROWSER_GLOBALS = [
  'window',
  'document',
  'navigator',
  'location',
  'indexedDB',
  'BroadcastChannel',
  'isSecureContext',
]

type Callback = (...args: unknown[]) => void

function set(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true })
}

function replaceTimers(): void {
  const real = { setTimeout, setInterval, setImmediate, clearTimeout }
  const delayOf = (actor: Actor, ms: unknown): number => Math.max(1, Number(ms) || 0) + actor.world.between(0, LATE_MS)
  set(globalThis, 'setTimeout', (work: Callback, ms?: number, ...args: unknown[]) => {
    const actor = currentActor()
    if (actor === undefined) return real.setTimeout(work, ms, ...args)
    return actor.world.schedule(delayOf(actor, ms), actor, () => work(...args))
  })
  set(globalThis, 'setInterval', (work: Callback, ms?: number, ...args: unknown[]) => {
    const actor = currentActor()
    if (actor === undefined) return real.setInterval(work, ms, ...args)
    return actor.world.schedule(delayOf(actor, ms), actor, () => work(...args), Math.max(1, Number(ms) || 0))
  })
  set(globalThis, 'setImmediate', (work: Callback, ...args: unknown[]) => {
    const actor = currentActor()
    if (actor === undefined) return real.setImmediate(work, ...args)
    // Pages have no setImmediate: it is their database, which is a process of its own. Never at once: some wait by asking again.
    return actor.world.schedule(TASK_MS, actor.device ?? actor, () => work(...args))
  })
  for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate'])
    set(globalThis, name, (timer?: unknown) => {
      if (timer instanceof Timer) timer.cancelled = true
      else real.clearTimeout(timer as NodeJS.Timeout)
    })
  const frames = new Map<number, Timer>()
  let lastFrame = 0
  set(globalThis, 'requestAnimationFrame', (work: (now: number) => void) => {
    const actor = currentActor()
    if (actor === undefined) throw new Error('nobody draws outside of a simulation')
    const id = ++lastFrame
    const draw = (): void => {
      frames.delete(id)
      work(performance.now())
    }
    frames.set(id, actor.world.schedule(FRAME_MS, actor, draw))
    return id
  })
  set(globalThis, 'cancelAnimationFrame', (id: number) => {
    clearTimeout(frames.get(id) as unknown as NodeJS.Timeout)
    frames.delete(id)
  })
}

function replaceClock(): void {
  const [realNow, realPerformance] = [Date.now, performance.now.bind(performance)]
  set(Date, 'now', () => {
    const world = currentActor()?.world
    return world === undefined ? realNow() : Math.floor(world.epoch + world.now)
  })
  set(performance, 'now', () => currentActor()?.world.now ?? realPerformance())
}

function replaceChance(): void {
  const realRandom = Math.random
  const realValues = webcrypto.getRandomValues.bind(webcrypto)
  const realUuid = nodeCrypto.randomUUID
  set(Math, 'random', () => currentActor()?.world.productRandom() ?? realRandom())
  set(webcrypto, 'getRandomValues', <T extends NodeJS.TypedArray>(array: T): T => {
    const random = currentActor()?.world.productRandom
    if (random === undefined) return realValues(array as Parameters<typeof realValues>[0]) as T
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256)
    return array
  })
  const uuid = (): string => {
    if (currentActor() === undefined) return realUuid()
    const hex = Buffer.from(webcrypto.getRandomValues(new Uint8Array(16))).toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
  }
  set(nodeCrypto, 'randomUUID', uuid)
  set(webcrypto, 'randomUUID', uuid)
  set(nodeCrypto, 'randomBytes', (size: number) => webcrypto.getRandomValues(Buffer.alloc(size)))
  syncBuiltinESMExports()
}

function replaceBrowser(): void {
  const real = globalThis as unknown as Record<string, unknown>
  for (const name of BROWSER_GLOBALS) {
    const value = real[name]
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => {
        const scope = currentActor()?.scope
        return scope === null || scope === undefined ? value : scope[name]
      },
    })
  }
}

/** Hocuspocus prints errors that it hands on as well. */
function replaceConsole(): void {
  const real = console.error
  set(console, 'error', (...args: unknown[]) => {
    const actor = currentActor()
    if (actor === undefined) real(...args)
    else actor.world.note(actor.name, args.join(' '))
  })
}

replaceTimers()
replaceClock()
replaceChance()
replaceBrowser()
replaceConsole()
