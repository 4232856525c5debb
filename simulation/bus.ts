import type { Bus, BusListener } from '../server/src/platform/bus/bus.ts'
import { Topics } from '../server/src/platform/bus/topics.ts'
import { Pipe } from './network.ts'
import type { Actor, World } from './world/world.ts'

export interface BusWeather {
  delay: number
  stalls: number
  /** Probability that a message is lost on its way to one replica though the bus is up, or arrives twice. */
  loses: number
  repeats: number
}

/** News between the replicas of a simulation: late, lost, doubled, and at times not there at all. */
export class SimulatedHub {
  readonly world: World
  readonly weather: BusWeather
  readonly members = new Set<SimulatedBus>()

  constructor(world: World, weather: BusWeather) {
    this.world = world
    this.weather = weather
  }

  join(actor: Actor): SimulatedBus {
    const bus = new SimulatedBus(this, actor)
    this.members.add(bus)
    return bus
  }
}

/** One replica's connection to the hub. */
export class SimulatedBus implements Bus {
  readonly replicaId: string
  isUp = true
  readonly #hub: SimulatedHub
  readonly #actor: Actor
  readonly #topics: Topics
  readonly #restored = new Set<() => void>()
  readonly #pipes = new Map<SimulatedBus, Pipe>()

  constructor(hub: SimulatedHub, actor: Actor) {
    this.#hub = hub
    this.#actor = actor
    this.replicaId = actor.name
    this.#topics = new Topics((error) => hub.world.fail(`${actor.name} cannot take a message of the bus`, error))
  }

  publish(topic: string, message: Uint8Array): boolean {
    if (!this.isUp || !this.#actor.alive) return false
    const { world, weather, members } = this.#hub
    const copy = new Uint8Array(message)
    for (const other of members) {
      if (other === this) continue
      // Presence may rely on what a bus promises while it is up; updates do not [C10].
      if (topic.startsWith('u/') && world.happens(weather.loses)) continue
      const times = world.happens(weather.repeats) ? 2 : 1
      for (let i = 0; i < times; i++) this.#pipeTo(other).send(other.#actor, () => other.#hear(topic, copy, this))
    }
    return true
  }

  async subscribe(topic: string, listener: BusListener): Promise<void> {
    this.#topics.add(topic, listener)
  }

  unsubscribe(topic: string, listener: BusListener): void {
    this.#topics.remove(topic, listener)
  }

  onRestored(listener: () => void): void {
    this.#restored.add(listener)
  }

  /** Nobody measures anything here. */
  async roundTrip(): Promise<null> {
    return null
  }

  async close(): Promise<void> {
    this.#hub.members.delete(this)
  }

  /** The connection of this replica to the hub goes, or comes back. */
  setUp(isUp: boolean): void {
    if (this.isUp === isUp) return
    this.isUp = isUp
    if (isUp && this.#actor.alive) this.#actor.run(() => this.#restored.forEach((listener) => listener()))
  }

  #hear(topic: string, message: Uint8Array, from: SimulatedBus): void {
    if (this.isUp) this.#topics.deliver(topic, message, from.replicaId)
  }

  #pipeTo(other: SimulatedBus): Pipe {
    const found = this.#pipes.get(other) ?? new Pipe(this.#hub.world, this.#hub.weather)
    this.#pipes.set(other, found)
    return found
  }
}
