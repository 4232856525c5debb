import type { Session } from '../../platform/db/port.ts'
import type { Events } from '../events/index.ts'
import type { Contracts } from './contracts.ts'
import { presentRecord } from './present.ts'
import type { StoredChange, StoredRecord } from './stored.ts'
import type { Place } from './target.ts'

/** Which record, what was done with it, of which model. */
export type Told = [record: StoredRecord, type: StoredChange['type'], modelId?: string | undefined]
export type Tell = (at: Place, told: readonly Told[], session: Session) => Promise<void>

const EVENTS = { created: 'record.created', updated: 'record.updated', removed: 'record.deleted' } as const

/** Writes as events of the project, with the whole record by names; those of records that went tell how they were. */
export function createTell(events: Events, contracts: Contracts): Tell {
  return async ({ project, env, depth = 0, presentFile }, told, session) => {
    const { models } = await contracts.load(project.id, env)
    const byId = new Map([...models.values()].map((compiled) => [compiled.model.id, compiled]))
    const happened = told.flatMap(([record, type, modelId = '']) => {
      const compiled = byId.get(modelId)
      if (!compiled) return []
      const data = { collection: compiled.model.name, record: presentRecord({ compiled, presentFile }, record) }
      return [{ type: EVENTS[type], projectId: project.id, env, modelId, depth, data }]
    })
    await events.emit(happened, session)
  }
}
