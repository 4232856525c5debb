import type { Documents } from '../../collaboration/documents.ts'
import { type Collection, type Db, DuplicateKey } from '../../platform/db/port.ts'
import type { Logger } from '../../platform/logging/log.ts'
import type { ResolvedProject } from '../projects/index.ts'
import { type Env, rowsOf, type StoredRecord } from './stored.ts'

/** Names that collections of rows had before their project was in them. */
const OLD = /^r_([A-Za-z0-9-]+)_(draft|live)$/
const PAGE = 500
/** How often somebody else may have copied some of a page meanwhile. */
const ATTEMPTS = 10

export interface AdoptDeps {
  db: Db
  documents: Documents
  projects: () => Promise<ResolvedProject[]>
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
  for (const project of await projects())
    for (const id of await documents.readDocument(project.id, (doc) => [...doc.roots.models.keys()]))
      owners.set(id, [...(owners.get(id) ?? []), project])
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

/** Several processes may do it at once: they copy the same. */
async function move(from: Collection<StoredRecord>, to: Collection<StoredRecord>): Promise<void> {
  for (let page: StoredRecord[] = [], last = ''; ; last = page.at(-1)?._id ?? last) {
    page = await from.find({ _id: { $gt: last } }, { sort: { _id: 1 }, limit: PAGE })
    for (let attempt = 1; !(await copy(page, to)); attempt++)
      if (attempt === ATTEMPTS) throw new Error(`Rows of ${from.name} contradict those of ${to.name}.`)
    if (page.length < PAGE) break
  }
  await from.drop()
}

/** False when somebody else copied some of it meanwhile. */
async function copy(page: readonly StoredRecord[], to: Collection<StoredRecord>): Promise<boolean> {
  const there = await to.find({ _id: { $in: page.map(({ _id }) => _id) } }, { projection: { _id: 1 } })
  const ids = new Set(there.map(({ _id }) => _id))
  try {
    await to.insertMany(page.filter(({ _id }) => !ids.has(_id)))
    return true
  } catch (error) {
    if (error instanceof DuplicateKey) return false
    throw error
  }
}
