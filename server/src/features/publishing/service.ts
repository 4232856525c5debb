import type { PublishCheck, PublishInput, Release } from '@axiom/shared/contracts/publishing'
import { setRelease } from '@axiom/shared/document/operations/setRelease'
import type { ServerOrigin } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'
import { compileApp, type CompiledApp } from '@axiom/shared/model/app'

import type { Documents } from '../../collaboration/documents.ts'
import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess, ProjectService } from '../projects/index.ts'
import type { RecordService } from '../records/index.ts'
import { createActiveReleases } from './activeReleases.ts'
import type { ReleaseStore, StoredRelease } from './store.ts'
import { findWarnings } from './warnings.ts'

export interface PublishingDeps {
  store: ReleaseStore
  access: ProjectAccess
  documents: Documents
  projects: ProjectService
  records: () => RecordService
  now: () => number
  appUrl: (slug: string) => string
  /** Keeps the state that is published as a version. */
  saveVersion: (actor: UserActor, projectId: string) => Promise<void>
}

export function createPublishingService({
  store,
  access,
  documents,
  projects,
  records,
  now,
  appUrl,
  saveVersion,
}: PublishingDeps) {
  const active = createActiveReleases(store, now)
  const activeRelease = active.of

  async function compile(projectId: string): Promise<CompiledApp> {
    return documents.readDocument(projectId, (doc) => compileApp(doc, projectId))
  }

  async function present(release: StoredRelease): Promise<Release> {
    const project = await access.resolve(release.projectId)
    const { _id: id, number, authorName, createdAt } = release
    return { id, number, active: release.active, authorName, createdAt, appUrl: appUrl(project?.slug ?? '') }
  }

  /** Open editors learn of it through the document. */
  async function announce(projectId: string, actorId: string, releaseId: string): Promise<void> {
    const origin: ServerOrigin = { kind: 'server', reason: 'publish' }
    active.forget(projectId)
    await documents.editDocument(projectId, {
      reason: origin.reason,
      actorId,
      edit: (doc) => setRelease(doc, { releaseId }, origin),
    })
  }

  return {
    activeRelease,

    async check(actor: UserActor, projectId: string): Promise<PublishCheck> {
      await access.authorize(actor, projectId, 'publishing.publish')
      const firstPublish = (await activeRelease(projectId)) === null
      const draftRows = firstPublish ? await records().countRows(projectId, 'draft') : 0
      return { warnings: findWarnings(await compile(projectId)), firstPublish, draftRows }
    },

    /** Freezes the document as it is now and makes it what visitors get. */
    async publish(actor: UserActor, projectId: string, input: PublishInput): Promise<Release> {
      await access.authorize(actor, projectId, 'publishing.publish')
      const app = await compile(projectId)
      if (app.screens.length === 0)
        throw new AppError('invalid_input', { message: 'There is no screen to publish. Add one first.' })
      await saveVersion(actor, projectId)
      if (input.copyDraftRows && (await activeRelease(projectId)) === null) await records().copyDraftRows(projectId)
      const createdAt = new Date(now()).toISOString()
      const release = await store.insertActive({
        _id: newId(),
        projectId,
        app: JSON.stringify(app),
        authorId: actor.userId,
        authorName: actor.name,
        createdAt,
      })
      await projects.markPublished(projectId)
      await announce(projectId, actor.userId, release._id)
      return present(release)
    },

    async list(actor: UserActor, projectId: string): Promise<Release[]> {
      await access.authorize(actor, projectId, 'publishing.read')
      return Promise.all((await store.list(projectId)).map(present))
    },

    /** Rollback: an older release becomes the active one again. */
    async activate(actor: UserActor, projectId: string, releaseId: string): Promise<Release> {
      await access.authorize(actor, projectId, 'publishing.publish')
      if (!(await store.find(projectId, releaseId))) throw new AppError('not_found')
      const release = await store.activate(projectId, releaseId)
      if (!release) throw new AppError('not_found')
      await announce(projectId, actor.userId, releaseId)
      return present(release)
    },
  }
}

export type PublishingService = ReturnType<typeof createPublishingService>
