/** Takes a message of another replica: its payload and the replica that sent it. */
export type BusListener = (message: Uint8Array, from: string) => void

/**
 * Fast news between the replicas of one installation [C10]. Nothing may depend on it: what must not be lost is in a store, the bus
 * only makes it quick. A message reaches every other replica that listens, at most once, in the order of its sender, or nobody
 * while the connection is down. Every implementation passes `describeBus`.
 */
export interface Bus {
  /** This process among the replicas; new with each start. */
  readonly replicaId: string
  /** Sends to all others; never throws and never waits. False when it could not be handed over (the connection is down). */
  publish(topic: string, message: Uint8Array): boolean
  /** Resolves when the subscription is in force, or at once while the connection is down: then it holds from its return on. */
  subscribe(topic: string, listener: BusListener): Promise<void>
  unsubscribe(topic: string, listener: BusListener): void
  /** Called whenever the connection is there again: something may have been missed. */
  onRestored(listener: () => void): void
  /** Milliseconds from sending a message until this replica itself has heard it; null when it got lost. Never rejects. */
  roundTrip(): Promise<number | null>
  /** False while messages get lost. */
  readonly isUp: boolean
  close(): Promise<void>
}
