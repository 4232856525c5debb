import { TabDatabases } from './databases.ts'
import { Actor, type BrowserScope, type World } from './world/world.ts'

/** Between two tabs of one browser (ms). */
const CHANNEL_MS = 2

interface Waiting {
  tab: Actor
  work: () => unknown
  settle: (outcome: Promise<unknown>) => void
}

/** One browser profile on one device: what its tabs share, and what stays when they are gone. */
export class Device {
  readonly name: string
  readonly world: World
  readonly actor: Actor
  readonly databases = new IDBFactory()
  onLine = true
  readonly channels = new Set<Channel>()
  readonly #locks = new Map<string, Waiting[]>()
  readonly #tabs = new Map<Actor, { window: EventTarget; databases: TabDatabases }>()

  constructor(world: World, name: string) {
    this.world = world
    this.name = name
    this.actor = new Actor(world, name)
  }

  /** A new tab: code that it runs finds a browser around it. */
  openTab(name: string): Actor {
    const window = new EventTarget()
    const databases = new TabDatabases(this.databases)
    const locks = {
      request: (lock: string, work: () => unknown): Promise<unknown> => {
        const { promise, resolve } = Promise.withResolvers<unknown>()
        this.#request(lock, { tab, work, settle: resolve })
        return promise
      },
    }
    const device = this
    const scope: BrowserScope = {
      window,
      document: { hidden: false },
      location: new URL('http://axiom.test/'),
      isSecureContext: true,
      indexedDB: databases,
      navigator: {
        locks,
        get onLine() {
          return device.onLine
        },
      },
      BroadcastChannel: class extends Channel {
        constructor(topic: string) {
          super(device, tab, topic)
        }
      },
    }
    const tab = new Actor(this.world, name, { scope, device: this.actor })
    this.#tabs.set(tab, { window, databases })
    return tab
  }

  /** The tab is gone without a word: its locks are free, its channels are silent, its connections to the database are closed. */
  killTab(tab: Actor): void {
    tab.alive = false
    this.actor.run(() => this.#tabs.get(tab)?.databases.abandon(this.world.happens(0.5)))
    this.#tabs.delete(tab)
    for (const channel of this.channels) if (channel.tab === tab) this.channels.delete(channel)
    for (const [lock, [holder, ...others]] of this.#locks) {
      const rest = others.filter((waiting) => waiting.tab !== tab)
      if (holder?.tab !== tab) this.#locks.set(lock, holder === undefined ? rest : [holder, ...rest])
      else {
        this.#locks.set(lock, rest)
        this.#grant(lock)
      }
    }
  }

  tell(tab: Actor, event: 'online' | 'offline' | 'pagehide'): void {
    tab.run(() => this.#tabs.get(tab)?.window.dispatchEvent(new Event(event)))
  }

  setOnLine(onLine: boolean): void {
    this.onLine = onLine
    for (const tab of this.#tabs.keys()) this.tell(tab, onLine ? 'online' : 'offline')
  }

  #request(lock: string, waiting: Waiting): void {
    const queue = this.#locks.get(lock) ?? []
    this.#locks.set(lock, queue)
    queue.push(waiting)
    if (queue.length === 1) this.#grant(lock)
  }

  #grant(lock: string): void {
    const holder = this.#locks.get(lock)?.[0]
    if (holder === undefined) return
    this.world.schedule(0, holder.tab, () => {
      const outcome = Promise.resolve(holder.work())
      holder.settle(outcome)
      const release = (): void => {
        const queue = this.#locks.get(lock)
        if (queue?.[0] !== holder) return
        queue.shift()
        this.#grant(lock)
      }
      outcome.then(release, release)
    })
  }
}

/** `BroadcastChannel` between the tabs of one device. */
export class Channel extends EventTarget {
  readonly tab: Actor
  readonly #device: Device
  readonly #topic: string

  constructor(device: Device, tab: Actor, topic: string) {
    super()
    this.tab = tab
    this.#device = device
    this.#topic = topic
    device.channels.add(this)
  }

  postMessage(message: unknown): void {
    if (!this.tab.alive) return
    for (const other of this.#device.channels) {
      if (other === this || other.#topic !== this.#topic) continue
      const data: unknown = structuredClone(message)
      this.#device.world.schedule(CHANNEL_MS, other.tab, () => {
        if (this.#device.channels.has(other)) other.dispatchEvent(new MessageEvent('message', { data }))
      })
    }
  }

  close(): void {
    this.#device.channels.delete(this)
  }
}
