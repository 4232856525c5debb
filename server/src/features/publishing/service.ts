import type { Entrance } from '@axiom/shared/contracts/appAccess'
import type { FieldMisfits } from '@axiom/shared/contracts/misfits'
import type { PublishCheck, PublishInput, Release } from '@axiom/shared/contracts/publishing'
import { setRelease } from '@axiom/shared/document/operations/setRelease'
import type { ServerOrigin } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'
import { compileApp, type CompiledApp } from '@axiom/shared/model/app'

import type { Documents } from '../../collaboration/documents.ts'
import type { Session } from '../../platform/db/port.ts'
import type { UserActor } from '../auth/index.ts'
import type { Events } from '../events/index.ts'
import type { ProjectAccess, ProjectService } from '../projects/index.ts'
import type { ActiveRelease, RecordService } from '../records/index.ts'
import { createActiveReleases } from './activeReleases.ts'
import { changedModels } from './changedModels.ts'
import { appOf, type ListedRelease, type ReleaseStore } from './store.ts'
import { findPersonInputs, findWarnings } from './warnings.ts'

/** Who may open an app. */
export interface EntranceChoice {
  entranceOf: (projectId: string) => Promise<Entrance>
  chooseEntrance: (actor: UserActor, projectId: string, entrance: Entrance) => Promise<void>
}

export interface PublishingDeps {
  store: ReleaseStore
  access: ProjectAccess
  documents: Documents
  events: Events
  projects: ProjectService
  records: () => RecordService
  now: () => number
  appUrl: (slug: string) => string
  appUsers: () => { entrance: EntranceChoice; settingsOf: (projectId: string) => Promise<{ findByName: boolean }> }
  /** Keeps the state that is published as a version. */
  saveVersion: (actor: UserActor, projectId: string) => Promise<void>
}

const ORIGIN: ServerOrigin = { kind: 'server', reason: 'publish' }

export function createPublishingService(deps: PublishingDeps) {
  const { store, access, documents, events, projects, records, now, appUrl, appUsers, saveVersion } = deps
  const active = createActiveReleases(store, now)

  const compile = (projectId: string): Promise<CompiledApp> =>
    documents.readDocument(projectId, (doc) => compileApp(doc, projectId))

  /** What changed fields mean to the rows that there are; who has changed nothing does not wait until all have been read. */
  async function misfitsOf(projectId: string, { models }: CompiledApp, env: 'draft' | 'live'): Promise<FieldMisfits[]> {
    const [live, last] = await Promise.all([active.get(projectId), store.findLast(projectId)])
    const changed = changedModels(models, [live && live.app, last && appOf(last)])
    return records().misfitsOf({ projectId, env }, models, changed)
  }

  async function present(release: ListedRelease): Promise<Release> {
    const project = await access.resolve(release.projectId)
    const { _id: id, number, authorName, createdAt } = release
    return { id, number, active: release.active, authorName, createdAt, appUrl: appUrl(project?.slug ?? '') }
  }

  async function tell({ _id: id, projectId, number, authorName }: ListedRelease, session: Session): Promise<void> {
    const release = { id, number, authorName }
    await events.emit([{ type: 'project.published', projectId, data: { release } }], session)
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

    /** `chosen`: as if these could open the app. */
    async check(actor: UserActor, projectId: string, chosen?: Entrance): Promise<PublishCheck> {
      await access.authorize(actor, projectId, 'publishing.publish')
      const firstPublish = (await active.get(projectId)) === null
      const draftRows = firstPublish ? await records().countRows(projectId, 'draft') : 0
      const app = await compile(projectId)
      // The first time, the draft's rows are those that visitors may get.
      const misfits = await misfitsOf(projectId, app, firstPublish ? 'draft' : 'live')
      const entrance = chosen ?? (await appUsers().entrance.entranceOf(projectId))
      const personInputs = findPersonInputs(app, await appUsers().settingsOf(projectId))
      return { warnings: findWarnings(app, entrance), personInputs, entrance, firstPublish, draftRows, misfits }
    },

    /** Freezes the document as it is now and makes it what visitors get. */
    async publish(actor: UserActor, projectId: string, input: PublishInput): Promise<Release> {
      await access.authorize(actor, projectId, 'publishing.publish')
      const app = await compile(projectId)
      if (app.screens.length === 0)
        throw new AppError('invalid_input', { message: 'There is no screen to publish. Add one first.' })
      const isFirst = (await active.get(projectId)) === null
      const copies = input.copyDraftRows && isFirst
      const misfits = isFirst && !copies ? [] : await misfitsOf(projectId, app, isFirst ? 'draft' : 'live')
      if (input.onMisfit === undefined && misfits.some(({ fails }) => fails > 0)) throw new AppError('data_misfit')
      await saveVersion(actor, projectId)
      if (copies) await records().copyDraftRows(projectId)
      const frozen = {
        _id: newId(),
        projectId,
        app: JSON.stringify(app),
        authorId: actor.userId,
        authorName: actor.name,
        createdAt: new Date(now()).toISOString(),
      }
      // Before there is something new to see.
      if (input.entrance) await appUsers().entrance.chooseEntrance(actor, projectId, input.entrance)
      const release = await store.insertActive(frozen, tell)
      await projects.markPublished(projectId)
      await announce(projectId, actor.userId, release._id)
      // From here on rows are answered as the new fields take them; the job makes it so in the store.
      for (const modelId of new Set(misfits.map((one) => one.modelId)))
        await records().convert({ projectId, modelId, env: 'live', onMisfit: input.onMisfit ?? 'empty' })
      return present(release)
    },

    async list(actor: UserActor, projectId: string): Promise<Release[]> {
      await access.authorize(actor, projectId, 'publishing.read')
      return Promise.all((await store.list(projectId)).map(present))
    },

    /** Rollback: an older release becomes the active one again. */
    async activate(actor: UserActor, projectId: string, releaseId: string): Promise<Release> {
      await access.authorize(actor, projectId, 'publishing.publish')
      const release = await store.activate(projectId, releaseId, tell)
      if (!release) throw new AppError('not_found')
      await announce(projectId, actor.userId, releaseId)
      return present(release)
    },
  }
}

export type PublishingService = ReturnType<typeof createPublishingService>
