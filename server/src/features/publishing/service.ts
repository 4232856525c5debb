import type { PublishCheck, PublishInput, Release } from '@axiom/shared/contracts/publishing'
import { setRelease } from '@axiom/shared/document/operations/setRelease'
import type { ServerOrigin } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'
import { compileApp, type CompiledApp } from '@axiom/shared/model/app'

import type { Documents } from '../../collaboration/documents.ts'
import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess, ProjectService } from '../projects/index.ts'
import type { ActiveRelease, RecordService } from '../records/index.ts'
import { createActiveReleases } from './activeReleases.ts'
import type { ListedRelease, ReleaseStore } from './store.ts'
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

const ORIGIN: ServerOrigin = { kind: 'server', reason: 'publish' }

export function createPublishingService(deps: PublishingDeps) {
  const { store, access, documents, projects, records, now, appUrl, saveVersion } = deps
  const active = createActiveReleases(store, now)

  async function compile(projectId: string): Promise<CompiledApp> {
    return documents.readDocument(projectId, (doc) => compileApp(doc, projectId))
  }

  async function present(release: ListedRelease): Promise<Release> {
    const project = await access.resolve(release.projectId)
    const { _id: id, number, authorName, createdAt } = release
    return { id, number, active: release.active, authorName, createdAt, appUrl: appUrl(project?.slug ?? '') }
  }

  /** Open editors learn of it through the document. */
  async function announce(projectId: string, actorId: string, releaseId: string): Promise<void> {
    active.forget(projectId)
    await documents.editDocument(projectId, {
      reason: ORIGIN.reason,
      actorId,
      edit: (doc) => setRelease(doc, { releaseId }, ORIGIN),
    })
  }

  return {
    activeRelease: (projectId: string): Promise<ActiveRelease | null> => active.get(projectId),

    async check(actor: UserActor, projectId: string): Promise<PublishCheck> {
      await access.authorize(actor, projectId, 'publishing.publish')
      const firstPublish = (await active.get(projectId)) === null
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
      if (input.copyDraftRows && (await active.get(projectId)) === null) await records().copyDraftRows(projectId)
      const release = await store.insertActive({
        _id: newId(),
        projectId,
        app: JSON.stringify(app),
        authorId: actor.userId,
        authorName: actor.name,
        createdAt: new Date(now()).toISOString(),
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
      const release = await store.activate(projectId, releaseId)
      if (!release) throw new AppError('not_found')
      await announce(projectId, actor.userId, releaseId)
      return present(release)
    },
  }
}

export type PublishingService = ReturnType<typeof createPublishingService>
