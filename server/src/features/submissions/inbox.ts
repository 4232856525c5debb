import type { Page } from '@axiom/shared/contracts/common'
import type { Submission, SubmissionFilter, SubmissionForm } from '@axiom/shared/contracts/submissions'
import { AppError } from '@axiom/shared/errors'
import type { CompiledApp } from '@axiom/shared/model/app'
import type { FileFormat } from '@axiom/shared/tables/formats'

import type { UserActor } from '../auth/index.ts'
import type { HeldFiles } from '../files/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { PublishingService } from '../publishing/index.ts'
import { exportSubmissions } from './exportSubmissions.ts'
import { present } from './present.ts'
import { holderOf, type SubmissionStore } from './store.ts'

const PAGE = 50

export interface InboxDeps {
  store: SubmissionStore
  access: ProjectAccess
  files: HeldFiles
  publishing: PublishingService
}

/** What was sent in, for those who read and answer it. */
export function createInbox({ store, access, files, publishing }: InboxDeps) {
  async function formNames(projectId: string): Promise<Map<string, string>> {
    const release = await publishing.activeRelease(projectId)
    return new Map(release ? boxForms(release.app) : [])
  }

  /** All of them or none, with their files. */
  async function removeAll(projectId: string, ids: string[]): Promise<number> {
    return store.transaction(async (session) => {
      const deleted = await store.remove(projectId, ids, session)
      for (const id of ids) await files.release(holderOf(projectId, id), session)
      return deleted
    })
  }

  return {
    removeAll,

    async list(
      actor: UserActor,
      projectId: string,
      { cursor, ...filter }: SubmissionFilter & { cursor?: string | undefined },
    ): Promise<Page<Submission>> {
      await access.authorize(actor, projectId, 'submissions.list')
      const [found, count] = await Promise.all([
        store.list(projectId, filter, { before: cursor ?? null, limit: PAGE + 1 }),
        store.count(projectId, filter),
      ])
      const shown = found.slice(0, PAGE)
      return {
        data: shown.map((submission) => present(submission, files)),
        meta: { nextCursor: found.length > PAGE ? (shown.at(-1)?._id ?? null) : null, count },
      }
    },

    async read(actor: UserActor, projectId: string, id: string): Promise<Submission> {
      await access.authorize(actor, projectId, 'submissions.list')
      const found = await store.find(projectId, id)
      if (!found) throw new AppError('not_found')
      return present(found, files)
    },

    /** Those of the published app, and those that others are left of. */
    async forms(actor: UserActor, projectId: string): Promise<SubmissionForm[]> {
      await access.authorize(actor, projectId, 'submissions.list')
      const [names, counts] = await Promise.all([formNames(projectId), store.countByForm(projectId)])
      const counted = new Map(counts.map((count) => [count.formId, count]))
      return [...new Set([...names.keys(), ...counted.keys()])].map((formId) => {
        const { count = 0, open = 0, lastAt = null } = counted.get(formId) ?? {}
        return { formId, name: names.get(formId) ?? null, count, open, lastAt }
      })
    },

    /** The text of a file, piece by piece. */
    async export(
      actor: UserActor,
      projectId: string,
      { format, ...filter }: SubmissionFilter & { format: FileFormat },
    ): Promise<AsyncGenerator<string>> {
      await access.authorize(actor, projectId, 'submissions.list')
      return exportSubmissions(store, { projectId, filter, format, names: await formNames(projectId) })
    },

    async mark(actor: UserActor, projectId: string, { ids, done }: { ids: string[]; done: boolean }) {
      await access.authorize(actor, projectId, 'submissions.mark')
      return { changed: await store.mark(projectId, ids, done) }
    },

    async removeMany(actor: UserActor, projectId: string, ids: string[]) {
      await access.authorize(actor, projectId, 'submissions.delete')
      return { deleted: await removeAll(projectId, ids) }
    },

    async remove(actor: UserActor, projectId: string, id: string): Promise<void> {
      await access.authorize(actor, projectId, 'submissions.delete')
      if ((await removeAll(projectId, [id])) === 0) throw new AppError('not_found')
    },
  }
}

export type Inbox = ReturnType<typeof createInbox>

/** Forms that are not bound to a model, with the names that people know them by. */
function boxForms({ nodes }: CompiledApp): [formId: string, name: string][] {
  const forms = nodes.filter(({ type, props }) => type === 'form' && (props['model'] ?? '') === '')
  return forms.map(({ id, name, texts }) => [id, texts['title'] || name])
}
