import { setTimeout as sleep } from 'node:timers/promises'

import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'

import type { Documents } from '../../collaboration/documents.ts'
import { type Collection, type Db, DuplicateKey } from '../../platform/db/port.ts'
import type { Logger } from '../../platform/logging/log.ts'
import type { ResolvedProject } from '../projects/index.ts'
import { type Env, rowsOf, type StoredRecord } from './stored.ts'

/** Names that collections of rows had before their project was in them. */
const OLD = /^r_([A-Za-z0-9-]+)_(draft|live)$/
const PAGE = 500
/** Another process may be copying the same page: after a longer pause each time it has done so. */
const ATTEMPTS = 10
const PAUSE_MS = 50

export interface AdoptDeps {
  db: Db
  documents: Documents
  /** All, those too that were deleted: what is theirs is nobody else's. */
  projects: () => Promise<(ResolvedProject & { isDeleted: boolean })[]>
  log: Logger
}

/**
 * Brings rows that were stored under their model alone to the project whose document has the model; before anybody is served. What no
 * project has, or more than one, stays where it is: editors choose ids of models. A copy that was cut off goes on.
 */
export async function adoptRows({ db, documents, projects, log }: AdoptDeps): Promise<void> {
  const old = (await db.listCollections('r_')).flatMap((name) => {
    const [, modelId = '', env] = OLD.exec(name) ?? []
    return env === undefined ? [] : [{ name, modelId, env: env as Env }]
  })
  if (old.length === 0) return
  const owners = new Map<string, ResolvedProject[]>()
  for (const project of await projects()) {
    const { id: projectId, isDeleted } = project
    const ids = isDeleted
      ? await documents.readDeleted(projectId, modelIds)
      : await documents.readDocument(projectId, modelIds)
    for (const id of ids ?? []) owners.set(id, [...(owners.get(id) ?? []), project])
  }
  for (const { name, modelId, env } of old) {
    const [project, ...others] = owners.get(modelId) ?? []
    if (!project || others.length > 0) {
      log.warn({ collection: name, projects: others.length + (project ? 1 : 0) }, 'rows of nobody in particular stay')
      continue
    }
    const { database, collection } = rowsOf({ project, env }, { id: modelId })
    await move(db.collection<StoredRecord>(name), db.database(database).collection<StoredRecord>(collection))
    log.info({ collection: name, projectId: project.id }, 'rows were brought to their project')
  }
}

function modelIds({ roots }: ProjectDoc): string[] {
  return [...roots.models.keys()]
}

/** Several processes may do it at once: they copy the same, and get into each other's way. */
async function move(from: Collection<StoredRecord>, to: Collection<StoredRecord>): Promise<void> {
  for (let page: StoredRecord[] = [], last = ''; ; last = page.at(-1)?._id ?? last) {
    page = await from.find({ _id: { $gt: last } }, { sort: { _id: 1 }, limit: PAGE })
    for (let attempt = 1; ; attempt++) {
      const refusal = await copy(page, to).catch((error: unknown) => error)
      if (refusal === undefined) break
      if (attempt === ATTEMPTS || !isRace(refusal)) throw refusal
      await sleep(attempt * PAUSE_MS)
    }
    if (page.length < PAGE) break
  }
  await from.drop()
}

async function copy(page: readonly StoredRecord[], to: Collection<StoredRecord>): Promise<void> {
  const there = await to.find({ _id: { $in: page.map(({ _id }) => _id) } }, { projection: { _id: 1 } })
  const ids = new Set(there.map(({ _id }) => _id))
  await to.insertMany(page.filter(({ _id }) => !ids.has(_id)))
}

function isRace(error: unknown): boolean {
  return error instanceof DuplicateKey || (error instanceof AppError && error.code === 'unavailable')
}
