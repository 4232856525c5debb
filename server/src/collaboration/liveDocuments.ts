import { openProjectDoc, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'
import { isObject } from '@axiom/shared/json'
import { isTransactionOrigin, type Document } from '@hocuspocus/server'
import type { Logger } from 'pino'
import * as Y from 'yjs'

import type { DocumentGuards } from './documentGuards.ts'
import type { DocumentPool } from './documentPool.ts'
import type { DocumentChange, Documents, ServerEdit } from './documents.ts'
import { judgeEdit } from './judgeEdit.ts'
import type { ServerEdits } from './serverEdits.ts'
import type { EditSpan, HistoryQuery } from './storage/history.ts'
import type { SnapshotStore } from './storage/snapshotStore.ts'
import type { UpdateLog } from './updateLog.ts'

type ChangeListener = Parameters<Documents['onDocumentChanged']>[0]

export interface LiveDocumentsDeps {
  log: Logger
  pool: DocumentPool
  guards: DocumentGuards
  snapshots: SnapshotStore
  edits: ServerEdits
  updateLog: UpdateLog
  projectExists: (projectId: string) => Promise<boolean>
  closeSockets: Documents['closeSockets']
}

/** The rest of the server's door to the documents, loaded or not. */
export class LiveDocuments implements Documents {
  readonly closeSockets: Documents['closeSockets']
  readonly #deps: LiveDocumentsDeps
  readonly #views = new WeakMap<Document, ProjectDoc>()
  readonly #revisions = new WeakMap<Document, number>()
  readonly #listeners = new Set<ChangeListener>()
  readonly #changed = new Map<Document, Cause>()
  /** One count for all documents, so that a reloaded document never shows an old revision again. */
  #lastRevision = 0

  constructor(deps: LiveDocumentsDeps) {
    this.#deps = deps
    this.closeSockets = deps.closeSockets
  }

  /** Called once per loaded document, after its log was replayed. */
  watch(document: Document): void {
    this.#revisions.set(document, ++this.#lastRevision)
    document.on('update', (_update: Uint8Array, origin: unknown) => {
      this.#revisions.set(document, ++this.#lastRevision)
      if (this.#changed.size === 0) setImmediate(() => this.#announce())
      const before = this.#changed.get(document)
      const cause = causeOf(origin)
      this.#changed.set(document, before === undefined || before.remote ? cause : { ...cause, remote: false })
    })
  }

  readDocument<T>(projectId: string, read: (doc: ProjectDoc) => T): Promise<T> {
    return this.#use(projectId, (document) => read(this.#view(document)))
  }

  editDocument<T>(projectId: string, edit: ServerEdit<T>): Promise<T> {
    return this.#use(projectId, (document) => this.#deps.edits.run(document, edit))
  }

  judgeEdit(projectId: string, edit: (doc: ProjectDoc) => void): Promise<void> {
    return this.#use(projectId, (document) => judgeEdit(document, this.#deps.guards.of(document), edit))
  }

  revision(projectId: string): Promise<number> {
    return this.#use(projectId, (document) => this.#revisions.get(document) ?? 0)
  }

  encodeDocument(projectId: string): Promise<Uint8Array> {
    return this.#use(projectId, (document) => Y.encodeStateAsUpdate(document))
  }

  saveSnapshot(projectId: string, snapshotId: string): Promise<number> {
    // Loading is what seeds a document that nobody has opened yet.
    return this.#use(projectId, () => this.#deps.snapshots.save(projectId, snapshotId))
  }

  async openSnapshot(projectId: string, snapshotId: string): Promise<ProjectDoc> {
    const state = await this.#deps.snapshots.open(projectId, snapshotId)
    if (state === null) throw new AppError('not_found')
    const y = new Y.Doc({ gc: true })
    Y.applyUpdateV2(y, state)
    return openProjectDoc(y)
  }

  deleteSnapshots(projectId: string, snapshotIds: string[]): Promise<void> {
    return this.#deps.snapshots.remove(projectId, snapshotIds)
  }

  async deleteDocument(projectId: string): Promise<void> {
    if (await this.#deps.projectExists(projectId)) throw new Error(`The project ${projectId} is not deleted.`)
    await this.#deps.updateLog.remove(projectId)
  }

  async openMoment(projectId: string, at: number): Promise<ProjectDoc> {
    await this.#mustExist(projectId)
    const doc = await this.#replay(projectId, at)
    if (doc === null) throw new AppError('not_found')
    return doc
  }

  async readDeleted<T>(projectId: string, read: (doc: ProjectDoc) => T): Promise<T | null> {
    const doc = await this.#replay(projectId, Date.now())
    return doc && read(doc)
  }

  async history(projectId: string, query: HistoryQuery): Promise<EditSpan | null> {
    await this.#mustExist(projectId)
    return this.#deps.updateLog.history(projectId, query)
  }

  onDocumentChanged(listener: ChangeListener): void {
    this.#listeners.add(listener)
  }

  async #use<T>(projectId: string, work: (document: Document) => T | Promise<T>): Promise<T> {
    await this.#mustExist(projectId)
    return this.#deps.pool.use(projectId, work)
  }

  async #replay(projectId: string, until: number): Promise<ProjectDoc | null> {
    const y = new Y.Doc({ gc: true })
    return (await this.#deps.updateLog.replayUntil(projectId, y, until)) ? openProjectDoc(y) : null
  }

  async #mustExist(projectId: string): Promise<void> {
    if (!(await this.#deps.projectExists(projectId))) throw new AppError('not_found')
  }

  #view(document: Document): ProjectDoc {
    const found = this.#views.get(document)
    if (found !== undefined) return found
    const view = openProjectDoc(document)
    this.#views.set(document, view)
    return view
  }

  #announce(): void {
    const changed = [...this.#changed]
    this.#changed.clear()
    for (const [document, cause] of changed) {
      const event = { projectId: document.name, ...cause, doc: this.#view(document) }
      for (const listener of this.#listeners) this.#tell(listener, event)
    }
  }

  /** A listener's bug must not end the process, nor keep the others from hearing. */
  #tell(listener: ChangeListener, event: DocumentChange): void {
    try {
      listener(event)
    } catch (error) {
      this.#deps.log.error({ err: error, projectId: event.projectId }, 'a listener of document changes failed')
    }
  }
}

type Cause = Pick<DocumentChange, 'actorId' | 'remote'>

function causeOf(origin: unknown): Cause {
  const context = isTransactionOrigin(origin) && origin.source === 'local' ? origin.context : null
  if (!isObject(context)) return { actorId: null, remote: false }
  const { actorId, remote } = context
  return { actorId: typeof actorId === 'string' ? actorId : null, remote: remote === true }
}
