import type { FlowSecret, PutFlowSecretInput } from '@axiom/shared/contracts/flows'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import type { Collection, Db } from '../../platform/db/port.ts'
import type { Sealed, Sealer } from '../../platform/secrets/sealer.ts'
import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import { type Reader, StepError } from './scope.ts'

interface StoredFlowSecret {
  _id: string
  projectId: string
  name: string
  host: string
  sealed: Sealed
  updatedAt: string
}

const MOST = 50
const HIDDEN = '•••'
const PLACE = /\{\{\s*secrets\.([A-Za-z_]\w*)\s*\}\}/g

export interface FlowSecretsDeps {
  db: Db
  access: ProjectAccess
  sealer: Sealer
  now: () => number
}

export interface Filling {
  projectId: string
  /** Where the text is sent to. */
  url: string
  reader: Pick<Reader, 'text'>
}

/**
 * What steps send to other servers and nobody reads: neither expressions, nor the document, nor the history of runs. Each may go to one host
 * only, so that who may edit flows cannot send it to himself.
 */
export async function createFlowSecrets({ db, access, sealer, now }: FlowSecretsDeps) {
  const secrets: Collection<StoredFlowSecret> = db.collection('flow_secrets')
  await secrets.createIndex({ projectId: 1, name: 1 })

  async function open(projectId: string, name: string, host: string): Promise<string> {
    const secret = await secrets.findOne({ _id: idOf(projectId, name), projectId })
    if (!secret) throw new StepError(`There is no secret “${name}”. Make it at the step that sends it.`)
    if (secret.host !== host)
      throw new StepError(`The secret “${name}” may be sent to ${secret.host} only, and this step calls ${host}.`)
    return sealer.open(secret.sealed, ownerOf(secret))
  }

  return {
    async list(actor: UserActor, projectId: string): Promise<FlowSecret[]> {
      await access.authorize(actor, projectId, 'flows.run')
      return (await secrets.find({ projectId }, { sort: { name: 1 } })).map(present)
    },

    async put(actor: UserActor, projectId: string, { name, host, value }: PutFlowSecretInput): Promise<FlowSecret> {
      await access.authorize(actor, projectId, 'flows.secrets')
      const others = await secrets.countDocuments({ projectId, name: { $ne: name } })
      if (others >= MOST)
        throw new AppError('conflict', { message: `A project has at most ${MOST} secrets. Delete one first.` })
      const place = { projectId, name, host }
      const row = { ...place, sealed: sealer.seal(value, ownerOf(place)), updatedAt: new Date(now()).toISOString() }
      await secrets.updateOne(
        { _id: idOf(projectId, name) },
        { $set: { ...row, sealed: { ...row.sealed } } },
        { upsert: true },
      )
      return present(row)
    },

    async remove(actor: UserActor, projectId: string, name: string): Promise<void> {
      await access.authorize(actor, projectId, 'flows.secrets')
      if ((await secrets.deleteOne({ _id: idOf(projectId, name), projectId })) === 0) throw new AppError('not_found')
    },

    forgetProject: (projectId: string) => secrets.deleteMany({ projectId }),

    /**
     * A text with its expressions and with the secrets that it names in braces, and how to black these out. Expressions come first and see
     * no secret; what they give cannot name one.
     */
    async fill(template: string, { projectId, url, reader }: Filling) {
      const names = new Set([...template.matchAll(PLACE)].map(([, name = '']) => name))
      const mark = newId(16)
      const text = await reader.text(template.replaceAll(PLACE, (_, name: string) => `${mark}.${name};`))
      const values = new Map<string, string>()
      for (const name of names) values.set(name, await open(projectId, name, URL.parse(url)?.host ?? ''))
      const filled = [...values].reduce((so, [name, value]) => so.split(`${mark}.${name};`).join(value), text)
      const hide = (told: string): string =>
        [...values.values()]
          .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
          .reduce((so, value) => so.replaceAll(value, HIDDEN), told)
      return { text: filled, hide }
    },
  }
}

export type FlowSecrets = Awaited<ReturnType<typeof createFlowSecrets>>

function idOf(projectId: string, name: string): string {
  return `${projectId}:${name}`
}

/** Sealed in: in another row, or sent elsewhere, it cannot be opened. */
function ownerOf({ projectId, name, host }: Pick<StoredFlowSecret, 'projectId' | 'name' | 'host'>): string {
  return `flow ${projectId} ${name} ${host}`
}

function present({ name, host, updatedAt }: Pick<StoredFlowSecret, 'name' | 'host' | 'updatedAt'>): FlowSecret {
  return { name, host, updatedAt }
}
