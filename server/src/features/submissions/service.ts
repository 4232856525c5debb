import type { Page } from '@axiom/shared/contracts/common'
import type { CreateSubmissionInput, Submission } from '@axiom/shared/contracts/submissions'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'
import { fileRulesOf } from '@axiom/shared/model/files'
import { visibleApp } from '@axiom/shared/model/visibleApp'

import type { Actor, UserActor } from '../auth/index.ts'
import type { Events } from '../events/index.ts'
import type { UploadTarget } from '../files/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { PublishingService } from '../publishing/index.ts'
import type { StoredSubmission, SubmissionStore } from './store.ts'
import { findFileInput, validateForm } from './validateForm.ts'

const PAGE = 50

export interface SubmissionServiceDeps {
  store: SubmissionStore
  access: ProjectAccess
  publishing: PublishingService
  events: Events
  now: () => number
}

export function createSubmissionService({ store, access, publishing, events, now }: SubmissionServiceDeps) {
  return {
    /** Whoever may see a screen of the active release may answer its forms. A filled honeypot is answered like success and dropped. */
    async create(
      actor: Actor,
      projectId: string,
      { userAgent, ...input }: CreateSubmissionInput & { userAgent: string },
    ): Promise<{ id: string }> {
      const release = await publishing.activeRelease(projectId)
      if (!release || !(await access.resolve(projectId))) throw new AppError('not_found')
      validateForm(visibleApp(release.app, await access.callerOf(actor, projectId)), input)
      // Time first: the id alone gives the order.
      const id = `${now().toString(36).padStart(9, '0')}${newId(8)}`
      if (input.website !== undefined && input.website !== '') return { id }
      const { screenId, formId, formData } = input
      const submittedAt = new Date(now()).toISOString()
      const row = { projectId, screenId, formId, formData, submittedAt, userAgent: userAgent.slice(0, 400) }
      const data = { submission: { id, screenId, formId, formData, submittedAt } }
      await store.transaction(async (session) => {
        await store.insert({ _id: id, ...row }, session)
        await events.emit([{ type: 'submission.created', projectId, env: 'live', formId, data }], session)
      })
      return { id }
    },
    /** Where a visitor's file for an input goes. */
    async fileTarget({
      project: key,
      form,
      input,
    }: {
      project: string
      form: string
      input: string
    }): Promise<UploadTarget> {
      const project = await access.resolve(key)
      const release = project && (await publishing.activeRelease(project.id))
      const node = release && findFileInput(release.app, form, input)
      if (!node) throw new AppError('not_found')
      return { projectId: project.id, purpose: `form:${form}:${input}`, rules: fileRulesOf(node.props) }
    },

    async list(actor: UserActor, projectId: string, cursor: string | null): Promise<Page<Submission>> {
      await access.authorize(actor, projectId, 'submissions.list')
      const found = await store.list(projectId, cursor, PAGE + 1)
      const shown = found.slice(0, PAGE)
      return {
        data: shown.map(present),
        meta: { nextCursor: found.length > PAGE ? (shown.at(-1)?._id ?? null) : null },
      }
    },
    async remove(actor: UserActor, projectId: string, id: string): Promise<void> {
      await access.authorize(actor, projectId, 'submissions.delete')
      if ((await store.remove(projectId, id)) === 0) throw new AppError('not_found')
    },
  }
}

export type SubmissionService = ReturnType<typeof createSubmissionService>

function present({ _id: id, ...rest }: StoredSubmission): Submission {
  return { id, ...rest }
}
