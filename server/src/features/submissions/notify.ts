import type { NodeView } from '@axiom/shared/document/views'
import { isObject, type Json, type JsonObject } from '@axiom/shared/json'
import type { CompiledApp } from '@axiom/shared/model/app'
import { addressesIn } from '@axiom/shared/widgets/types/form'

import type { Mailer } from '../../platform/mail/mailer.ts'
import type { ProjectEvent, Reactor } from '../events/index.ts'
import type { ProjectAccess, ResolvedProject } from '../projects/index.ts'
import type { PublishingService } from '../publishing/index.ts'

export interface NotifyDeps {
  mailer: Mailer
  access: ProjectAccess
  publishing: PublishingService
  appUrl: (slug: string) => string
}

const TEXT_LENGTH = 2_000
/** What a record has beside its fields. */
const OWN: ReadonlySet<string> = new Set(['id', 'createdAt', 'updatedAt', 'createdBy', 'version'])

/** Tells the addresses of a form by mail what was sent in with it. A form that is bound to a model tells of each new record there. */
export function createNotify({ mailer, access, publishing, appUrl }: NotifyDeps): Reactor {
  async function notifyingForms(projectId: string): Promise<NodeView[]> {
    const release = await publishing.activeRelease(projectId)
    return release ? formsOf(release.app) : []
  }

  function send(project: ResolvedProject, form: NodeView, event: ProjectEvent): Promise<void> {
    const content = {
      title: `New entry: ${form.name}`,
      paragraphs: [`Somebody sent in “${form.name}” of ${project.name}.`],
      rows: Object.entries(valuesOf(event)).map(([name, value]) => [name, textOf(value)] as const),
      link: { label: 'Open the app', url: appUrl(project.slug) },
      footer: 'You get this because your address stands in the settings of the form.',
    }
    const to = addressesIn(form.props['notify'])
    const mail = { to, subject: `${project.name}: ${form.name}`, content, projectId: project.id }
    return mailer.send(mail, { key: `${event.id} ${form.id}` })
  }

  return {
    wants: async (event) => isEntry(event) && (await notifyingForms(event.projectId)).length > 0,
    async react(event) {
      const project = isEntry(event) ? await access.resolve(event.projectId) : null
      if (!project) return
      for (const form of await notifyingForms(project.id)) if (isFrom(form, event)) await send(project, form, event)
    },
  }
}

function isEntry({ type, env = null }: { type: ProjectEvent['type']; env?: ProjectEvent['env'] | undefined }): boolean {
  return env === 'live' && (type === 'submission.created' || type === 'record.created')
}

function formsOf(app: CompiledApp): NodeView[] {
  return app.nodes.filter(({ type, props }) => type === 'form' && addressesIn(props['notify']).length > 0)
}

function isFrom(form: NodeView, { modelId, formId }: ProjectEvent): boolean {
  return formId === null ? modelId !== null && form.props['model'] === modelId : form.id === formId
}

function valuesOf({ data }: ProjectEvent): JsonObject {
  const { submission, record } = data as Record<string, Json>
  const values = isObject(submission) ? submission['formData'] : record
  if (!isObject(values)) return {}
  return Object.fromEntries(Object.entries(values as JsonObject).filter(([name]) => !OWN.has(name)))
}

function textOf(value: Json): string {
  const text = value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value)
  return text.slice(0, TEXT_LENGTH)
}
