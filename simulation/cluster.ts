import { HOCUSPOCUS, yWebsocket } from '../server/src/collaboration/dialect.ts'
import { Backups } from './backups.ts'
import { Device } from './browser.ts'
import { SimulatedHub } from './bus.ts'
import { drawFaults, storeRoad, type Faults } from './faults.ts'
import { Guest } from './guest.ts'
import { MemoryLog } from './memoryChunkStore.ts'
import { Link, type ClientSocket } from './network.ts'
import { Oracle } from './oracle.ts'
import { Replica } from './replica.ts'
import { Tab } from './tab.ts'
import type { World } from './world/world.ts'

export const PROJECT = 'project1'

type Client = Tab | Guest

/** One installation and the people who use it. */
export class Cluster {
  readonly world: World
  readonly oracle: Oracle
  readonly faults: Faults
  readonly log: MemoryLog
  readonly hub: SimulatedHub
  readonly backups = new Backups(this, PROJECT)
  readonly devices: Device[] = []
  replicas: Replica[] = []
  tabs: Tab[] = []
  readonly guests: Guest[] = []
  /** An earlier state of the document. */
  version: Uint8Array | null = null
  readonly #links = new Map<Client, Link>()
  #names = 0

  /** The document may begin anew. */
  readonly hasEpochs: boolean

  constructor(world: World, hasEpochs: boolean) {
    this.world = world
    this.hasEpochs = hasEpochs
    this.oracle = new Oracle(world)
    this.faults = drawFaults(world)
    this.log = new MemoryLog({
      onCommit: this.oracle.committed,
      onEpoch: (first) => {
        this.backups.drop()
        this.oracle.begun(first)
      },
    })
    this.hub = new SimulatedHub(world, this.faults.bus)
  }

  startReplica(): Replica {
    const replica = new Replica(`replica${++this.#names}`, {
      world: this.world,
      hub: this.hub,
      log: this.log,
      roadOf: (actor) => storeRoad(this.world, actor, this.faults.store),
    })
    this.replicas.push(replica)
    this.world.note(replica.actor.name, 'starts')
    return replica
  }

  killReplica(replica: Replica, isSilent: boolean): void {
    this.world.note(replica.actor.name, isSilent ? 'vanishes' : 'is killed')
    this.replicas = this.replicas.filter((other) => other !== replica)
    replica.kill(isSilent)
  }

  /** Says goodbye to everybody, as in a rolling restart. */
  stopReplica(replica: Replica): void {
    this.world.note(replica.actor.name, 'stops')
    replica.isStopping = true
    void replica.actor.run(() => replica.door.close()).then(() => this.killReplica(replica, false))
  }

  addDevice(name: string): Device {
    const device = new Device(this.world, name)
    this.devices.push(device)
    return device
  }

  openTab(device: Device): Tab {
    const name = `${device.name}-tab${++this.#names}`
    this.world.note(name, 'opens')
    const { world, oracle } = this
    const tab = new Tab(name, { world, oracle, device, projectId: PROJECT, connect: (one) => this.#connect(one) })
    this.tabs.push(tab)
    return tab
  }

  inviteGuest(): void {
    this.guests.push(
      new Guest('guest', {
        device: this.addDevice('guest'),
        projectId: PROJECT,
        connect: (guest, isPlain) =>
          this.#connect(guest, isPlain ? yWebsocket(PROJECT, guest.device.name) : HOCUSPOCUS),
        isPlain: this.world.happens(0.5),
      }),
    )
  }

  /** Without a word, as when the browser crashes. */
  killTab(tab: Tab): void {
    this.world.note(tab.actor.name, 'is killed')
    tab.kill()
    this.#forget(tab)
  }

  closeTab(tab: Tab): void {
    this.world.note(tab.actor.name, 'closes')
    this.tabs = this.tabs.filter((other) => other !== tab)
    void tab.actor
      .run(() => tab.session.close())
      .then(() => {
        tab.device.killTab(tab.actor)
        this.#forget(tab)
      })
  }

  setOnLine(device: Device, onLine: boolean): void {
    if (device.onLine === onLine) return
    this.world.note(device.name, onLine ? 'is online' : 'is offline')
    if (!onLine) for (const client of this.clients) if (client.device === device) this.linkOf(client)?.silence()
    device.setOnLine(onLine)
  }

  get clients(): readonly Client[] {
    return [...this.tabs, ...this.guests]
  }

  linkOf(client: Client): Link | undefined {
    return this.#links.get(client)
  }

  #forget(tab: Tab): void {
    this.tabs = this.tabs.filter((other) => other !== tab)
    this.linkOf(tab)?.cut()
    this.#links.delete(tab)
  }

  #connect(client: Client, dialect = HOCUSPOCUS): ClientSocket {
    const { world, faults } = this
    const replica = world.pick(this.replicas.filter((one) => one.isReady && !one.isStopping))
    const link = new Link(
      world,
      { client: client.actor, server: replica?.actor ?? world.director },
      { weather: faults.network, watch: this.oracle.watch(client.actor.name, dialect) },
    )
    if (replica === undefined || !client.device.onLine || world.happens(faults.network.refuses)) {
      link.toClient(() => link.client.closed(1006))
      return link.client
    }
    this.#links.set(client, link)
    replica.links.add(link)
    world.note(client.actor.name, `connects to ${replica.actor.name}`)
    link.toServer(() => {
      replica.accept(link, dialect)
      link.toClient(() => link.client.opened())
    })
    return link.client
  }
}
