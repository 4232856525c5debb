import { createConnection } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Options } from './options.ts'
import type { Installation } from './parts/installation.ts'
import type { Replica } from './parts/replica.ts'
import type { People } from './people/people.ts'

export interface Scene {
  installation: Installation
  people: People
  options: Options
  random: () => number
  /** Looks into the log itself, whether everything acknowledged is there. */
  audit: () => Promise<void>
  hadLongOutage: boolean
}

const SHORT_OUTAGE_MS = 8_000

/** Null when it cannot be done now. */
type Fault = (scene: Scene) => Promise<void> | null

const between = ({ random }: Scene, from: number, to: number): number => from + random() * (to - from)

/**
 * To which something is being done: what is stopped is not started by somebody else. Nothing waits for them, since what had gathered
 * during an outage would leave no process up after it.
 */
const busy = new Set<Replica>()

async function alone(replica: Replica, work: () => Promise<void>): Promise<void> {
  busy.add(replica)
  await work()
  busy.delete(replica)
}

function toOne(scene: Scene, work: (replica: Replica) => Promise<void>): Promise<void> | null {
  const idle = scene.installation.replicas.filter((replica) => !busy.has(replica))
  const replica = idle[Math.floor(scene.random() * idle.length)]
  return replica === undefined ? null : alone(replica, () => work(replica))
}

function isAnyBusy({ installation: { replicas } }: Scene): boolean {
  return replicas.some((replica) => busy.has(replica))
}

const kill: Fault = (scene) => {
  const down = between(scene, 0, 1_500)
  return toOne(scene, async (replica) => {
    await replica.kill()
    await scene.audit()
    await sleep(down)
    await replica.start()
  })
}

/** All are down at once; `onDown` before the first of them comes back. */
async function killEverybody(scene: Scene, onDown: () => void = () => undefined): Promise<void> {
  const { replicas } = scene.installation
  const { promise: looked, resolve } = Promise.withResolvers<void>()
  let left = replicas.length
  await Promise.all(
    replicas.map((replica) =>
      alone(replica, async () => {
        await replica.kill()
        left -= 1
        if (left === 0) {
          onDown()
          resolve(scene.audit())
        }
        await looked
        await replica.start()
      }),
    ),
  )
}

const killAll: Fault = (scene) => (isAnyBusy(scene) ? null : killEverybody(scene))

/** What is acknowledged while nothing can be stored is lost for certain. */
const killWithoutStore: Fault = (scene) => (isAnyBusy(scene) ? null : killInOutage(scene))

async function killInOutage(scene: Scene): Promise<void> {
  const { replicas, database } = scene.installation
  for (const replica of replicas) busy.add(replica)
  if (database === null) for (const replica of replicas) replica.setDiskFull(true)
  else database.stall()
  await sleep(between(scene, 500, 1_500))
  await killEverybody(scene, () => database?.flow())
}

const freeze: Fault = (scene) => {
  const long = Math.min(between(scene, 2_000, 10_000), scene.options.outageMs)
  return toOne(scene, async (replica) => {
    replica.freeze()
    await sleep(long)
    replica.thaw()
  })
}

/** One after another, as an upgrade does it. */
const rollingRestart: Fault = (scene) => (isAnyBusy(scene) ? null : restartEach(scene))

async function restartEach({ installation: { replicas } }: Scene): Promise<void> {
  for (const replica of replicas) busy.add(replica)
  for (const replica of replicas)
    await alone(replica, async () => {
      await replica.stop()
      await replica.start()
    })
}

const cutPeople: Fault = async ({ installation: { door } }) => door.cut()

/** Nothing arrives, and nobody is told. */
const silence: Fault = async (scene) => {
  const { door } = scene.installation
  door.stall()
  await sleep(between(scene, 1_000, 4_000))
  door.flow()
}

const reloadNginx: Fault = async ({ installation: { nginx } }) => nginx.reload()

const someoneLeaves: Fault = async ({ people, random }) => people.replaceOne(random)

const ON_EVERY_STORE: Record<string, Fault> = {
  kill,
  killAll,
  killWithoutStore,
  freeze,
  rollingRestart,
  cutPeople,
  silence,
  reloadNginx,
  someoneLeaves,
}

const ON_SQLITE: Record<string, Fault> = {
  diskFull: (scene) =>
    toOne(scene, async (replica) => {
      replica.setDiskFull(true)
      await sleep(SHORT_OUTAGE_MS)
      replica.setDiskFull(false)
    }),
}

const ON_MONGODB: Record<string, Fault> = {
  async databaseAway(scene) {
    const { database } = scene.installation
    if (database === null) return
    database.isRefusing = true
    database.cut()
    // Once for long; else there would be little time for anything else.
    await sleep(scene.hadLongOutage ? SHORT_OUTAGE_MS : scene.options.outageMs)
    scene.hadLongOutage = true
    database.isRefusing = false
  },
  async databaseHangs(scene) {
    const { database } = scene.installation
    database?.stall()
    await sleep(Math.min(between(scene, 2_000, 10_000), scene.options.outageMs))
    database?.flow()
  },
  async databaseCut({ installation: { database } }) {
    database?.cut()
  },
  async databaseSlow(scene) {
    const { database } = scene.installation
    if (database === null) return
    database.delayMs = Math.round(between(scene, 20, 120))
    await sleep(between(scene, 3_000, 8_000))
    database.delayMs = 0
  },
  async redisRestart(scene) {
    const { redis } = scene.installation
    await redis?.kill()
    await sleep(between(scene, 0, 4_000))
    await redis?.restart()
  },
  async redisFlush({ installation: { redis } }) {
    if (redis !== null) await tellRedis(redis.port, 'FLUSHALL')
  },
  async redisHangs(scene) {
    const { redis } = scene.installation
    redis?.freeze()
    await sleep(between(scene, 1_000, 5_000))
    redis?.thaw()
  },
}

/** Best effort: it may be down or hang at this very moment. */
function tellRedis(port: number, command: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(`${command}\r\n`))
    socket.setTimeout(1_000, () => socket.destroy())
    socket.once('data', () => socket.destroy())
    socket.on('error', () => socket.destroy())
    socket.once('close', () => resolve())
  })
}

/** Every kind once before any comes again, in an order that the seed decides; resolves when the last one is over. */
export async function makeTrouble(scene: Scene, onFault: (name: string) => void): Promise<void> {
  const { installation, options } = scene
  const faults = { ...ON_EVERY_STORE, ...(installation.store === 'sqlite' ? ON_SQLITE : ON_MONGODB) }
  const seconds = options.seconds
  // In the short form every kind has to find a place.
  const pause = Math.min(6_000, (seconds * 1000) / (Object.keys(faults).length + 1))
  const until = Date.now() + seconds * 1000
  const running: Promise<void>[] = []
  let bag: [string, Fault][] = []
  /** Waiting for a better moment. */
  const skipped: [string, Fault][] = []
  for (;;) {
    await sleep(between(scene, 0.6 * pause, 1.2 * pause))
    if (Date.now() >= until) break
    if (bag.length === 0) bag = skipped.splice(0)
    if (bag.length === 0) bag = shuffled(Object.entries(faults), scene.random)
    const [name, fault] = bag.pop() ?? ['kill', kill]
    const done = fault(scene)
    if (done === null) skipped.push([name, fault])
    else {
      onFault(name)
      running.push(done.catch((error: unknown) => void scene.people.problems.push(`${name}: ${String(error)}`)))
    }
  }
  await Promise.all(running)
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const rest = [...list]
  return list.map(() => rest.splice(Math.floor(random() * rest.length), 1)).flat()
}
