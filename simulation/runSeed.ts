import { readTree, ancestorsOf } from '@axiom/shared/document/tree'

import { Cluster } from './cluster.ts'
import { fullDisks } from './databases.ts'
import { heal } from './faults.ts'
import { doStep, drawPlan, isOfEpochs, type Step } from './plan.ts'
import type { Tab } from './tab.ts'
import { World } from './world/world.ts'

const REST_MS = 150_000
const LOOK_MS = 250

export interface Outcome {
  failure: Error | null
  hash: string
  lines: readonly string[]
  events: number
  /** Virtual milliseconds. */
  time: number
  steps: readonly Step[]
}

/** Runs one seed from the first tab to the last check. `only`: the steps of its plan that are done; null for all. */
export async function runSeed(seed: number, only: ReadonlySet<number> | null = null): Promise<Outcome> {
  const world = new World(seed)
  const steps = drawPlan(seed)
  const onRejection = (reason: unknown): void => {
    // Code of a page that is gone, and with it its database.
    if (reason instanceof DOMException) return
    world.fail(`nobody has caught: ${String(reason)}`, reason)
  }
  process.on('unhandledRejection', onRejection)
  try {
    await world.director.run(() =>
      live(
        world,
        steps.filter((_, i) => only?.has(i) ?? true),
        isOfEpochs(steps),
      ),
    )
  } finally {
    process.off('unhandledRejection', onRejection)
  }
  const { failure, hash, lines, events, now } = world
  return { failure, hash, lines, events, time: now, steps }
}

async function live(world: World, steps: readonly Step[], hasEpochs: boolean): Promise<void> {
  const cluster = new Cluster(world, hasEpochs)
  // Stock providers come back for ever with a document of an epoch that is over.
  if (!hasEpochs && world.happens(0.5)) cluster.inviteGuest()
  try {
    await liveIn(cluster, steps)
  } finally {
    for (const guest of cluster.guests) guest.end()
  }
}

async function liveIn(cluster: Cluster, steps: readonly Step[]): Promise<void> {
  const { world } = cluster
  for (let i = Math.floor(world.between(1, 4)); i > 0; i--) cluster.startReplica()
  for (let i = Math.floor(world.between(3, 6)); i > 0; i--) cluster.openTab(cluster.addDevice(`person${i}`))
  for (const step of steps) world.schedule(step.at, world.director, () => doStep(cluster, step))
  await world.run((steps.at(-1)?.at ?? 0) + 1)
  endTrouble(cluster)
  await rest(cluster)
  if (world.failure !== null) return
  cluster.oracle.checkPromises()
  for (const tab of cluster.tabs) {
    checkViews(cluster, tab)
    if (!cluster.oracle.hasTags(tab.tags)) world.fail(`[C15] ${tab.actor.name} has lost an edit`)
  }
  await restart(cluster)
}

function endTrouble(cluster: Cluster): void {
  const { world, devices } = cluster
  world.note('plan', 'all trouble ends')
  heal(cluster.faults)
  for (const { bus } of cluster.replicas) bus.setUp(true)
  if (!cluster.backups.isRestoring && cluster.replicas.every(({ isStopping }) => isStopping)) cluster.startReplica()
  // A stock provider waits for ever for the first word of a server.
  for (const guest of cluster.guests) cluster.linkOf(guest)?.timeOut()
  for (const device of devices) {
    fullDisks.delete(device.actor)
    cluster.setOnLine(device, true)
    if (!cluster.tabs.some((tab) => tab.device === device)) cluster.openTab(device)
  }
}

/** Everybody comes to the same state, which is what the log holds, knows that it is saved, and sees who is there. */
async function rest(cluster: Cluster): Promise<void> {
  const { world, tabs } = cluster
  const deadline = world.now + REST_MS
  for (;;) {
    const unrest = tabs.flatMap((tab) => unrestOf(cluster, tab) ?? [])
    const guest = cluster.guests.find(({ doc }) => cluster.oracle.difference(doc.y) !== null)
    if ((unrest.length === 0 && guest === undefined) || world.failure !== null) return
    if (world.now > deadline) return world.fail(unrest[0] ?? 'the guest does not come to rest')
    retryStopped(cluster)
    await world.run(LOOK_MS)
  }
}

/** Whoever was expelled twice in a short time has stopped, until somebody asks again. */
function retryStopped({ tabs }: Cluster): void {
  for (const { actor, session } of tabs)
    if (session.status.get().problem === 'noAccess') actor.run(() => session.retry())
}

function unrestOf({ oracle, tabs, guests }: Cluster, tab: Tab): string | null {
  const { actor, session, isSaved } = tab
  const { kind, changes, problem } = session.status.get()
  if (!isSaved) return `${actor.name} does not come to rest: ${kind} ${changes} ${problem ?? ''}`
  const difference = oracle.difference(session.doc.y)
  if (difference !== null) return `${actor.name} does not come to rest: ${difference}`
  const missing = tab.misses(
    tabs,
    guests.map(({ doc }) => doc.y.clientID),
  )
  return missing === null ? null : `[C11] ${actor.name} ${missing}`
}

/** The tree is whole, and what the page shows of it is the tree. */
function checkViews({ world, oracle }: Cluster, { session, actor }: Tab): void {
  const { doc, store } = session
  oracle.checkReading(actor.name, doc.y)
  const tree = readTree(doc)
  const shown = store.getTree()
  for (const id of doc.roots.nodes.keys()) {
    const end = ancestorsOf(tree, id).at(-1) ?? ''
    if (end !== 'trash' && !doc.roots.screens.has(end)) world.fail(`[M4] ${actor.name}: nobody reaches ${id}`)
    if (shown.parents.get(id) !== tree.parents.get(id)) world.fail(`[M4] ${actor.name}: shows ${id} in the wrong place`)
  }
}

/** Every process is killed; a new one and somebody who was never here see everything. */
async function restart(cluster: Cluster): Promise<void> {
  for (const replica of cluster.replicas) cluster.killReplica(replica, false)
  cluster.startReplica()
  const newcomer = cluster.openTab(cluster.addDevice('newcomer'))
  await rest(cluster)
  checkViews(cluster, newcomer)
}
