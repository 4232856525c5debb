import { seededRandom } from '@axiom/shared/document/chance'
import { applyDifference, diffDocuments } from '@axiom/shared/document/diff'
import { setRelease } from '@axiom/shared/document/operations/setRelease'
import { setThemeToken } from '@axiom/shared/document/operations/setThemeToken'
import { openProjectDoc, type ProjectDoc, type ServerOrigin } from '@axiom/shared/document/projectDoc'
import * as Y from 'yjs'

import type { Documents } from '../server/src/collaboration/documents.ts'
import { PROJECT, type Cluster } from './cluster.ts'
import { fullDisks } from './databases.ts'
import { doEdit, pickEdit } from './edits.ts'

/** Something that happens at a time; its own seed decides the rest, so that leaving another step out changes nothing of it. */
export interface Step {
  at: number
  kind: string
  seed: number
}

type Deed = (cluster: Cluster, random: () => number) => void

const oneOf = <T>(random: () => number, list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
const MAX_TABS = 8

const edit: Deed = ({ tabs, world }, random) => {
  const tab = oneOf(random, tabs)
  if (tab === undefined || !tab.session.loaded()) return
  const name = pickEdit(random)
  world.note(tab.actor.name, name)
  tab.edit(name, ({ doc, origin }) => doEdit(name, { doc, origin, random }))
}
const guestEdit: Deed = ({ guests, world }, random) => {
  const name = pickEdit(random)
  for (const guest of guests) {
    // A guest who has seen nothing yet has nothing to edit.
    if (guest.doc.roots.screens.size === 0) continue
    world.note(guest.actor.name, name)
    guest.edit((doc, origin) => doEdit(name, { doc, origin, random }))
  }
}
const show: Deed = ({ tabs }, random) => oneOf(random, tabs)?.show(random)
const travel =
  (direction: 'undo' | 'redo'): Deed =>
  ({ tabs }, random) =>
    oneOf(random, tabs)?.undo(direction)

/** Calls the documents of some replica; a failure is its caller's business. */
function ask<T>(
  { replicas, world }: Cluster,
  random: () => number,
  [work, done]: [work: (documents: Documents) => Promise<T>, done: (result: T) => void],
): void {
  const replica = oneOf(random, replicas)
  if (replica === undefined) return
  void replica.actor
    .run(() => work(replica.door.documents))
    .then(done, (error: unknown) => world.note(replica.actor.name, `cannot: ${String(error)}`))
}

const SERVER: ServerOrigin = { kind: 'server', reason: 'simulated' }
const serverEdit: Deed = (cluster, random) => {
  const token = `server${Math.floor(random() * 1e9)}`
  const edit = (doc: ProjectDoc): void => setThemeToken(doc, { tokens: { [token]: 1 } }, SERVER)
  ask(cluster, random, [
    (documents) => documents.editDocument(PROJECT, { reason: 'simulated', actorId: null, edit }),
    () => {
      // Also when a restored version has taken it away again.
      if (!cluster.oracle.durable.getMap('theme')._map.has(token))
        cluster.world.fail('[C8] an edit of the server was answered, but is not durable')
    },
  ])
}
/** Written by the server alone; what a restored backup has lost of it must not come back. */
const publish: Deed = (cluster, random) => {
  const releaseId = `release${Math.floor(random() * 1e9)}`
  const edit = (doc: ProjectDoc): void => setRelease(doc, { releaseId }, SERVER)
  ask(cluster, random, [
    (documents) => documents.editDocument(PROJECT, { reason: 'simulated', actorId: null, edit }),
    () => cluster.world.note('server', `${releaseId} is named`),
  ])
}
const keepVersion: Deed = (cluster, random) =>
  ask(cluster, random, [(documents) => documents.encodeDocument(PROJECT), (state) => void (cluster.version = state)])

/** As the service of versions does it: one edit on top of what is there by then. */
const restoreVersion: Deed = (cluster, random) => {
  const { version, world } = cluster
  if (version === null) return
  const past = openProjectDoc()
  Y.applyUpdate(past.y, version)
  const edit = (doc: ProjectDoc): void => applyDifference(doc, diffDocuments(doc, past), SERVER)
  ask(cluster, random, [
    (documents) => documents.editDocument(PROJECT, { reason: 'simulated', actorId: null, edit }),
    () => world.note('server', 'a version is restored'),
  ])
}

const DEEDS: Record<string, Deed> = {
  edit,
  guestEdit,
  show,
  undo: travel('undo'),
  redo: travel('redo'),
  serverEdit,
  publish,
  keepVersion,
  restoreVersion,
  tag: ({ tabs }, random) => oneOf(random, tabs)?.tag(`tag${Math.floor(random() * 1e9)}`),
  backUp: ({ backups }) => backups.take(),
  restore: ({ backups }) => backups.putBack(),
  rebuild: ({ backups, oracle, replicas, world }, random) => {
    const replica = oneOf(random, replicas)
    // For a day after a restore no server begins anew.
    if (replica === undefined || backups.isRestoring || oracle.restores > 0) return
    void replica.actor
      .run(() => replica.store.rebuild(PROJECT))
      .then(
        (begun) => world.note(replica.actor.name, begun === null ? 'did not begin anew' : 'began anew'),
        (error: unknown) => world.note(replica.actor.name, `cannot begin anew: ${String(error)}`),
      )
  },
  offline: (cluster, random) => {
    const device = oneOf(random, cluster.devices)
    if (device !== undefined) cluster.setOnLine(device, false)
  },
  online: (cluster, random) => {
    const device = oneOf(
      random,
      cluster.devices.filter(({ onLine }) => !onLine),
    )
    if (device !== undefined) cluster.setOnLine(device, true)
  },
  cut: (cluster, random) => {
    const client = oneOf(random, cluster.clients)
    if (client !== undefined) cluster.linkOf(client)?.cut()
  },
  silence: (cluster, random) => {
    const client = oneOf(random, cluster.clients)
    if (client !== undefined) cluster.linkOf(client)?.silence()
  },
  openTab: (cluster, random) => {
    const device = oneOf(random, cluster.devices)
    // Two tabs of one browser bring unsent edits into a new epoch only one after the other.
    if (cluster.hasEpochs && cluster.tabs.some((tab) => tab.device === device)) return
    if (device !== undefined && cluster.tabs.length < MAX_TABS) cluster.openTab(device)
  },
  killTab: (cluster, random) => {
    const tab = oneOf(random, cluster.tabs)
    if (tab !== undefined) cluster.killTab(tab)
  },
  closeTab: (cluster, random) => {
    const tab = oneOf(random, cluster.tabs)
    if (tab !== undefined) cluster.closeTab(tab)
  },
  reload: (cluster, random) => {
    const tab = oneOf(random, cluster.tabs)
    if (tab === undefined) return
    tab.device.tell(tab.actor, 'pagehide')
    cluster.killTab(tab)
    cluster.openTab(tab.device)
  },
  killReplica: (cluster, random) => {
    const replica = oneOf(random, cluster.replicas)
    if (replica !== undefined) cluster.killReplica(replica, random() < 0.3)
  },
  stopReplica: (cluster, random) => {
    const replica = oneOf(
      random,
      cluster.replicas.filter(({ isStopping }) => !isStopping),
    )
    if (replica !== undefined) cluster.stopReplica(replica)
  },
  startReplica: (cluster) => {
    if (cluster.replicas.length < 3 && !cluster.backups.isRestoring) cluster.startReplica()
  },
  storeDown: ({ faults, world }, random) => {
    faults.store.outage = random() < 0.5 ? 'refuses' : 'hangs'
    world.note('store', faults.store.outage)
  },
  storeUp: ({ faults }) => void (faults.store.outage = null),
  busDown: ({ replicas, world }, random) => {
    for (const { bus, actor } of replicas)
      if (random() < 0.6) {
        world.note(actor.name, 'has no bus')
        bus.setUp(false)
      }
  },
  busUp: ({ replicas }) => {
    for (const { bus } of replicas) bus.setUp(true)
  },
  compact: ({ replicas, world }, random) => {
    // Often two at once.
    for (const { actor, store } of replicas)
      if (random() < 0.7)
        void actor
          .run(() => store.compact(PROJECT))
          .then(
            (result) => world.note(actor.name, `compacted ${result?.covered ?? 'nothing'}`),
            (error: unknown) => world.note(actor.name, `cannot compact: ${String(error)}`),
          )
  },
  expel: ({ replicas, devices }, random) => {
    // Stock providers give up for good.
    const userId =
      oneOf(
        random,
        devices.filter(({ name }) => name !== 'guest'),
      )?.name ?? ''
    const match = random() < 0.5 ? { userId } : { sessionId: userId }
    for (const { actor, door } of replicas) actor.run(() => door.documents.closeSockets(match))
  },
  fullDisk: ({ devices }, random) => {
    const device = oneOf(random, devices)
    if (device !== undefined) fullDisks.add(device.actor)
  },
  emptyDisk: ({ devices }) => {
    for (const { actor } of devices) fullDisks.delete(actor)
  },
}

/** What makes trouble, with what ends it and how often. */
const TROUBLES: readonly (readonly [kinds: readonly string[], weight: number])[] = [
  [['offline', 'online', 'online'], 3],
  [['cut'], 4],
  [['silence'], 2],
  [['openTab'], 3],
  [['killTab', 'openTab'], 3],
  [['closeTab', 'openTab'], 2],
  [['reload'], 3],
  [['killReplica', 'startReplica', 'startReplica'], 4],
  [['stopReplica', 'startReplica'], 2],
  [['storeDown', 'storeUp', 'storeUp'], 2],
  [['busDown', 'busUp'], 2],
  [['compact'], 4],
  [['fullDisk', 'emptyDisk'], 2],
  [['serverEdit'], 6],
  [['keepVersion', 'restoreVersion'], 3],
  [['expel'], 2],
]
/** In some plans, and then always. */
const BACKUPS = ['backUp', 'restore', 'publish', 'publish', 'serverEdit']
const EPOCHS = ['rebuild', 'backUp', 'restore']
/** What cannot be told apart once a document has begun anew. */
const OF_ONE_EPOCH = new Set(['keepVersion', 'restoreVersion', 'undo', 'redo', 'guestEdit'])
const HONEST = ['edit', 'edit', 'edit', 'edit', 'edit', 'undo', 'redo', 'guestEdit', 'show'] as const

/** Draws what is to happen: half of all kinds of trouble, so that one does not always hide another. */
export function drawPlan(seed: number): Step[] {
  const random = seededRandom(seed ^ 0x2545f491)
  const kind = random()
  const [hasEpochs, hasBackups] = [kind < 0.15, kind >= 0.15 && kind < 0.4]
  const troubles = TROUBLES.filter(() => random() < 0.5).flatMap(([kinds, weight]) =>
    Array.from({ length: weight }, () => kinds).flat(),
  )
  if (hasEpochs) troubles.push(...EPOCHS)
  if (hasBackups) troubles.push(...BACKUPS)
  const mayBe = (name: string): boolean => !hasEpochs || !OF_ONE_EPOCH.has(name)
  const [honest, bad] = [[...HONEST, ...(hasEpochs ? ['tag', 'tag'] : [])].filter(mayBe), troubles.filter(mayBe)]
  const steps: Step[] = []
  // A few are long enough for the stores to fold what they hold.
  const length = random() < 0.03 ? 600 : 40 + Math.floor(random() * 80)
  let at = 200
  while (steps.length < length) {
    const isTrouble = bad.length > 0 && random() < 0.25
    steps.push({
      at,
      kind: oneOf(random, isTrouble ? bad : honest) ?? 'edit',
      seed: Math.floor(random() * 2 ** 32),
    })
    at += pause(random)
  }
  return steps
}

/** The plan of a run in which documents may begin anew. */
export function isOfEpochs(steps: readonly Step[]): boolean {
  return steps.some(({ kind }) => kind === 'rebuild' || kind === 'tag')
}

/** Mostly busy, at times quiet, seldom for long. */
function pause(random: () => number): number {
  const roll = random()
  if (roll < 0.02) return random() * 40_000
  if (roll < 0.12) return random() * 3_000
  return random() * 120
}

export function doStep(cluster: Cluster, { kind, seed }: Step): void {
  if (kind !== 'edit') cluster.world.note('plan', kind)
  DEEDS[kind]?.(cluster, seededRandom(seed))
}
