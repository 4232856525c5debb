import type { StoreRoad } from './memoryChunkStore.ts'
import type { Actor, World } from './world/world.ts'

/** How bad this run is; each kind of trouble is there in some runs and not in others, since one hides another. */
export interface Faults {
  network: { delay: number; stalls: number; refuses: number }
  bus: { delay: number; stalls: number; loses: number; repeats: number }
  store: { delay: number; slow: number; fails: number; unknown: number; outage: null | 'refuses' | 'hangs' }
}

const POLL_MS = 50

export function drawFaults(world: World): Faults {
  const sometimes = (low: number, high: number): number => (world.happens(0.5) ? world.between(low, high) : 0)
  return {
    network: { delay: world.between(0.5, 40), stalls: sometimes(0.002, 0.03), refuses: sometimes(0.05, 0.3) },
    bus: {
      delay: world.between(0.5, 10),
      stalls: sometimes(0.01, 0.1),
      loses: sometimes(0.02, 0.5),
      repeats: sometimes(0.05, 0.3),
    },
    store: {
      delay: world.between(0.2, 10),
      slow: sometimes(0.01, 0.2),
      fails: sometimes(0.005, 0.05),
      unknown: sometimes(0.005, 0.05),
      outage: null,
    },
  }
}

/** All trouble is over; what is late still is. */
export function heal({ network, bus, store }: Faults): void {
  Object.assign(network, { stalls: 0, refuses: 0 })
  Object.assign(bus, { stalls: 0, loses: 0, repeats: 0 })
  Object.assign(store, { slow: 0, fails: 0, unknown: 0, outage: null })
}

/** The way between one replica and the store. */
export function storeRoad(world: World, replica: Actor, faults: Faults['store']): StoreRoad {
  const wait = (milliseconds: number, owner: Actor): Promise<void> =>
    new Promise((resolve) => void world.schedule(milliseconds, owner, resolve))
  const take = (): number =>
    world.between(0.1, 2 * faults.delay) + (world.happens(faults.slow) ? world.between(50, 3_000) : 0)
  return {
    there: async (step) => {
      // What is on the wire arrives though its sender is dead, or it doesn't.
      const owner = world.happens(0.5) ? world.director : replica
      await wait(take(), owner)
      while (faults.outage === 'hangs') await wait(POLL_MS, owner)
      if (faults.outage !== 'refuses' && !world.happens(faults.fails)) return
      world.note(replica.name, `${step} fails`)
      throw new Error('the store is not there')
    },
    back: async (step) => {
      await wait(take(), replica)
      if (!world.happens(faults.unknown)) return
      world.note(replica.name, `${step} is done, and nobody knows`)
      throw new Error('the store did not answer')
    },
  }
}
