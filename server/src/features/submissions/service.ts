import type { Challenge, Proof } from '@axiom/shared/contracts/proofs'
import type { CreateSubmissionInput } from '@axiom/shared/contracts/submissions'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'
import type { Json } from '@axiom/shared/json'
import type { CompiledApp } from '@axiom/shared/model/app'
import { type FileDescriptor, filesIn } from '@axiom/shared/model/files'
import { visibleApp } from '@axiom/shared/model/visibleApp'
import { isGuarded } from '@axiom/shared/widgets/isGuarded'

import type { Actor } from '../auth/index.ts'
import type { Events } from '../events/index.ts'
import type { HeldFiles, UploadTarget } from '../files/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Proofs } from '../proofs/index.ts'
import type { PublishingService } from '../publishing/index.ts'
import { once } from './once.ts'
import { holderOf, idAt, type SubmissionStore } from './store.ts'
import { fileInputsOf, validateForm } from './validateForm.ts'

/** Longer answers are found by their beginning. */
const TEXT_LENGTH = 20_000

export interface SubmissionServiceDeps {
  store: SubmissionStore
  access: ProjectAccess
  files: HeldFiles
  publishing: PublishingService
  events: Events
  proofs: Proofs
  now: () => number
}

type Sent = CreateSubmissionInput & { userAgent: string; proof: Proof | undefined }

export function createSubmissionService({
  store,
  access,
  files,
  publishing,
  events,
  proofs,
  now,
}: SubmissionServiceDeps) {
  /** Whoever may see a screen of the active release may answer its forms. A filled honeypot is answered like success and dropped. */
  async function create(
    actor: Actor,
    projectId: string,
    { userAgent, onceKey, proof, ...input }: Sent & { onceKey: string | undefined },
  ): Promise<{ id: string }> {
    const release = await publishing.activeRelease(projectId)
    if (!release || !(await access.resolve(projectId))) throw new AppError('not_found')
    validateForm(visibleApp(release.app, await access.callerOf(actor, projectId)), input)
    const id = idAt(now(), newId(8))
    if (input.website !== undefined && input.website !== '') return { id }
    const { screenId, formId } = input
    const isProved = release.app.nodes.some((node) => node.id === formId && isGuarded(node))
    if (isProved) {
      if (!proof) throw new AppError('proof_refused')
      await proofs.check({ projectId, guardedId: formId }, proof)
    }
    const held = await describeFiles(files, projectId, release.app, input)
    const formData = { ...input.formData, ...Object.fromEntries(held) }
    const submittedAt = new Date(now()).toISOString()
    const row = { projectId, screenId, formId, formData, submittedAt, userAgent: userAgent.slice(0, 400) }
    const data = { submission: { id, screenId, formId, formData, submittedAt } }
    await store.transaction(async (session) => {
      if (isProved && proof) await proofs.spend(proof, session)
      await store.insert(
        { _id: id, ...row, ...(onceKey === undefined ? {} : { onceKey }), done: false, text: textOf(formData) },
        session,
      )
      for (const [name, list] of held) {
        const ids = list.map((file) => file.id)
        await files.hold(holderOf(projectId, id), name, ids, session)
      }
      await events.emit([{ type: 'submission.created', projectId, env: 'live', formId, data }], session)
    })
    return { id }
  }

  return {
    /** With a key it counts once, however often it is sent. */
    create: (
      actor: Actor,
      projectId: string,
      { key, ...sent }: Sent & { key: string | null },
    ): Promise<{ id: string }> =>
      once(store, { projectId, key }, (onceKey) => create(actor, projectId, { ...sent, onceKey })),
    /** Work for whoever wants to send a guarded form. */
    async challenge(actor: Actor, projectId: string, formId: string): Promise<Challenge> {
      const release = await publishing.activeRelease(projectId)
      if (!release || !(await access.resolve(projectId))) throw new AppError('not_found')
      const app = visibleApp(release.app, await access.callerOf(actor, projectId))
      if (!app.nodes.some((node) => node.id === formId && isGuarded(node))) throw new AppError('not_found')
      return proofs.challenge({ projectId, guardedId: formId })
    },
    /** Where a visitor's file for an input goes. */
    async fileTarget(
      actor: Actor,
      { project: key, form, input }: { project: string; form: string; input: string },
    ): Promise<UploadTarget> {
      const project = await access.resolve(key)
      const release = project && (await publishing.activeRelease(project.id))
      if (!release) throw new AppError('not_found')
      const app = visibleApp(release.app, await access.callerOf(actor, project.id))
      const found = fileInputsOf(app, form).find(({ name }) => name === input)
      if (!found) throw new AppError('not_found')
      return { projectId: project.id, purpose: purposeOf(form, input), rules: found.rules }
    },
  }
}

export type SubmissionService = ReturnType<typeof createSubmissionService>

/** What is known of the files of each input that has some. */
async function describeFiles(
  files: HeldFiles,
  projectId: string,
  app: CompiledApp,
  { formId, formData }: CreateSubmissionInput,
): Promise<[name: string, files: FileDescriptor[]][]> {
  const filled = fileInputsOf(app, formId).filter(({ name }) => Object.hasOwn(formData, name))
  const described = filled.map(async ({ name, rules }): Promise<[string, FileDescriptor[]]> => {
    const place = { projectId, purpose: purposeOf(formId, name), rules, isEditor: false, path: name }
    return [name, await files.describe(place, toIds(formData[name]))]
  })
  return Promise.all(described)
}

/** Files for an input are uploaded for it alone. */
function purposeOf(formId: string, input: string): string {
  return `form:${formId}:${input}`
}

function toIds(value: Json | undefined): string[] {
  const list = Array.isArray(value) ? value : [value]
  return [...new Set(list)].filter((one) => typeof one === 'string')
}

/** What a search looks at: the answers, and the names of files. */
function textOf(formData: Record<string, Json>): string {
  const texts = Object.values(formData).flatMap((value): Json[] => {
    const files = filesIn(value)
    if (files.length > 0) return files.map(({ name }) => name)
    return Array.isArray(value) ? value : [value]
  })
  return texts
    .filter((text) => typeof text === 'string' || typeof text === 'number')
    .join('\n')
    .slice(0, TEXT_LENGTH)
}
