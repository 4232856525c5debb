import { setTimeout as sleep } from 'node:timers/promises'

import { seededRandom } from '@axiom/shared/document/chance'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import * as Y from 'yjs'

import { makeTrouble } from './faults.ts'
import type { Options } from './options.ts'
import { Installation, type StoreName } from './parts/installation.ts'
import { fingerprintOf } from './people/fingerprint.ts'
import { compareWithLedgers, type Ledger } from './people/ledger.ts'
import { People } from './people/people.ts'
import { openAs, prepareSetting, saved, type Setting } from './people/setting.ts'

const REST_MS = 90_000
const LOOK_MS = 500

export interface Outcome {
  store: StoreName
  issued: number
  acknowledged: number
  /** In the end, by those who did not leave. */
  unacknowledged: string[]
  /** Acknowledged, and not in the log, or not with somebody who came later. */
  lost: Set<string>
  duplicated: Set<string>
  /** Whose document is not what the log holds. */
  diverged: string[]
  /** Refused edits, lies of the page, things that vanished. */
  problems: string[]
  crashes: string[]
  faults: Record<string, number>
  audits: number
  latencies: readonly number[]
  returns: readonly number[]
  /** From the end of all trouble until everybody was at rest (ms). */
  restMs: number
}

/** One installation from its start to the last look into its log. */
export async function run(store: StoreName, options: Options, say: (text: string) => void): Promise<Outcome> {
  const installation = await Installation.start(store, options.replicas)
  let isClean = false
  try {
    const outcome = await new Run(installation, options, say).run()
    isClean = outcome.lost.size + outcome.diverged.length + outcome.problems.length + outcome.crashes.length === 0
    return outcome
  } finally {
    if (!isClean) say(`logs of the replicas: ${installation.folder}`)
    await installation.close({ keepFolder: !isClean })
  }
}

class Run {
  readonly #installation: Installation
  readonly #options: Options
  readonly #say: (text: string) => void
  readonly #lost = new Set<string>()
  readonly #duplicated = new Set<string>()
  readonly #diverged: string[] = []
  #audits = 0

  constructor(installation: Installation, options: Options, say: (text: string) => void) {
    this.#installation = installation
    this.#options = options
    this.#say = say
  }

  async run(): Promise<Outcome> {
    const { replicas, url, store } = this.#installation
    const { editors, seed, perSecond } = this.#options
    const setting = await prepareSetting(url, editors)
    const processes = Math.ceil(editors / 8)
    const people = new People({ url, seed, perSecond, places: setting.places, processes })
    try {
      const faults = await this.#trouble(setting, people)
      const restMs = await this.#rest(setting, people)
      await this.#lookEverywhere(setting, people)
      return {
        store,
        issued: people.issued,
        acknowledged: people.acknowledged,
        unacknowledged: people.unacknowledged,
        lost: this.#lost,
        duplicated: this.#duplicated,
        diverged: this.#diverged,
        problems: people.problems,
        crashes: replicas.flatMap(({ crashes }) => crashes),
        faults,
        audits: this.#audits,
        latencies: people.latencies,
        returns: people.returns,
        restMs,
      }
    } finally {
      await people.close()
    }
  }

  async #trouble(setting: Setting, people: People): Promise<Record<string, number>> {
    const faults: Record<string, number> = {}
    const began = Date.now()
    const scene = {
      installation: this.#installation,
      people,
      options: this.#options,
      random: seededRandom(this.#options.seed),
      audit: () => this.#audit(setting, people),
      hadLongOutage: false,
    }
    await makeTrouble(scene, (name) => {
      faults[name] = (faults[name] ?? 0) + 1
      const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(6)
      this.#say(`${seconds} s  ${name.padEnd(16)} ${people.acknowledged} of ${people.issued} acknowledged`)
    })
    return faults
  }

  /** Whatever was acknowledged by now is in the log itself: nobody can have sent it once more. */
  async #audit(setting: Setting, people: People): Promise<void> {
    const promises = people.promises()
    const documents = await this.#readLog(setting)
    // Now everything is known that was done before the log was read.
    await people.report()
    this.#compare(documents, promises)
    this.#audits += 1
  }

  #compare(documents: ReadonlyMap<string, Y.Doc>, promises: readonly Ledger[]): void {
    for (const [projectId, y] of documents) {
      const ledgers = promises.filter((ledger) => ledger.projectId === projectId)
      const { lost, duplicated } = compareWithLedgers(openProjectDoc(y), ledgers)
      for (const operation of lost) this.#lost.add(operation)
      for (const tag of duplicated) this.#duplicated.add(tag)
    }
  }

  async #readLog({ projectIds }: Setting): Promise<Map<string, Y.Doc>> {
    const log = await this.#installation.openLog()
    try {
      const documents = new Map<string, Y.Doc>()
      for (const projectId of projectIds) {
        const y = new Y.Doc()
        const { chunks } = await log.load(projectId)
        y.transact(() => chunks.forEach(({ u }) => Y.applyUpdate(y, u)))
        if (y.store.pendingStructs !== null || y.store.pendingDs !== null)
          this.#lost.add(`gap in the log of ${projectId}`)
        documents.set(projectId, y)
      }
      return documents
    } finally {
      await log.close()
    }
  }

  /** Until everybody's work is saved and all who share a project see the same. */
  async #rest(setting: Setting, people: People): Promise<number> {
    const { door, database } = this.#installation
    people.rest()
    door.heal()
    database?.heal()
    const began = Date.now()
    for (;;) {
      const states = await people.report()
      const restless = states.filter(({ isSaved, issued, acknowledged }) => !isSaved || acknowledged < issued)
      const apart = setting.projectIds.filter(
        (id) =>
          new Set(states.filter(({ projectId }) => projectId === id).map(({ fingerprint }) => fingerprint)).size > 1,
      )
      if (restless.length + apart.length === 0) return Date.now() - began
      if (Date.now() - began > REST_MS) {
        for (const { name, says, issued, acknowledged } of restless)
          people.problems.push(`${name} does not come to rest: ${says}, ${acknowledged} of ${issued}`)
        for (const id of apart) this.#diverged.push(`editors of ${id}`)
        return Date.now() - began
      }
      await sleep(LOOK_MS)
    }
  }

  /** A newcomer at each process, the log itself while all are down, and a newcomer at a process that has seen nothing. */
  async #lookEverywhere(setting: Setting, people: People): Promise<void> {
    const { replicas } = this.#installation
    const states = await people.report()
    const expected = new Map(states.map(({ projectId, fingerprint }) => [projectId, fingerprint]))
    for (const replica of replicas) await this.#lookAt(replica.name, replica.url, { setting, people, expected })
    await Promise.all(replicas.map((replica) => replica.kill()))
    const documents = await this.#readLog(setting)
    this.#compare(documents, people.promises())
    for (const [id, y] of documents) if (fingerprintOf(y) !== expected.get(id)) this.#diverged.push(`log of ${id}`)
    const [fresh] = replicas
    if (fresh === undefined) return
    await fresh.start()
    await this.#lookAt('fresh process', fresh.url, { setting, people, expected })
  }

  async #lookAt(
    name: string,
    url: string,
    { setting, people, expected }: { setting: Setting; people: People; expected: ReadonlyMap<string, string> },
  ): Promise<void> {
    for (const projectId of setting.projectIds) {
      const newcomer = openAs(setting.owner, { url, projectId })
      await saved(newcomer)
      const { y } = newcomer.doc
      if (fingerprintOf(y) !== expected.get(projectId)) this.#diverged.push(`newcomer to ${projectId} at ${name}`)
      this.#compare(new Map([[projectId, y]]), people.promises())
      await newcomer.close()
    }
  }
}
