import type { FieldView } from '@axiom/shared/document/views'
import { AppError, type FieldError } from '@axiom/shared/errors'
import type { Json } from '@axiom/shared/json'

import type { Session } from '../../platform/db/port.ts'
import type { ProjectAccess } from '../projects/index.ts'
import { scopeOf } from './policy.ts'
import type { RecordStore } from './store.ts'
import { rowsOf, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'

export interface ReferencesDeps {
  store: RecordStore
  access: ProjectAccess
  /** Of those of the ids that are app users of the project. */
  appUserNames: (projectId: string, ids: string[]) => Promise<{ id: string; name: string }[]>
}

export interface Referring {
  records: readonly StoredRecord[]
  /** The one record as it is now: what it refers to already is not judged again. */
  held?: StoredRecord | undefined
  pathOf: (i: number) => string
}

interface Reference {
  field: FieldView
  id: string
  path: string
}

/** Relations and members that records are about to refer to. */
export function createReferences({ store, access, appUserNames }: ReferencesDeps) {
  /** People are members of the project, or users of its app. Throws `invalid_input`. */
  async function demandMembers(at: Target, referring: Referring): Promise<void> {
    const people = newReferences(at, referring).filter(({ field }) => field.type === 'user')
    const ids = [...new Set(people.map(({ id }) => id))]
    const roles = await Promise.all(ids.map((id) => access.roleOf(id, at.project.id)))
    const others = ids.filter((_, i) => roles[i] === null)
    const users = new Set((await appUserNames(at.project.id, others)).map(({ id }) => id))
    const strangers = new Set(others.filter((id) => !users.has(id)))
    refuseSome(people.filter(({ id }) => strangers.has(id)).map((one) => wrong(one, 'is nobody of this project')))
  }

  /**
   * Inside the transaction that writes: what a relation points to is there, and the caller may read it. Both are refused alike, so
   * that nobody can ask what hidden records there are. Throws `invalid_input`.
   */
  async function demandTargets(at: Target, referring: Referring, session: Session): Promise<void> {
    const relations = newReferences(at, referring).filter(({ field }) => field.type === 'relation')
    const byField = Map.groupBy(relations, ({ field }) => field.name)
    const errors: FieldError[] = []
    for (const [name, references] of byField) {
      const link = at.compiled.links.get(name)
      const scope = link && scopeOf(at, link.target, 'read')
      if (!link) errors.push(...references.map((one) => wrong(one, 'points to no collection yet')))
      else if (!scope) errors.push(...references.map((one) => wrong(one, `is no record of ${link.target.model.name}`)))
      else {
        const ids = [...new Set(references.map(({ id }) => id))]
        const filter = { $and: [scope.filter, { _id: { $in: ids } }] }
        const found = new Set(await store.ids(rowsOf(at, link.target.model), filter, ids.length, session))
        const missing = references.filter(({ id }) => !found.has(id))
        errors.push(...missing.map((one) => wrong(one, `is no record of ${link.target.model.name}`)))
      }
    }
    refuseSome(errors)
  }

  return { demandMembers, demandTargets }
}

export type References = ReturnType<typeof createReferences>

/** True when writing these records rests on others being there. */
export function hasNewRelations(at: Target, referring: Referring): boolean {
  return newReferences(at, referring).some(({ field }) => field.type === 'relation')
}

function newReferences({ compiled }: Target, { records, held, pathOf }: Referring): Reference[] {
  const fields = compiled.model.fields.filter(({ type }) => type === 'relation' || type === 'user')
  if (fields.length === 0) return []
  return records.flatMap((record, i) =>
    fields.flatMap((field) => {
      const before = new Set(idsOf(held?.f[field.id]))
      const path = [pathOf(i), field.name].filter(Boolean).join('/')
      return idsOf(record.f[field.id])
        .map((id, at) => ({ field, id, path: Array.isArray(record.f[field.id]) ? `${path}/${at}` : path }))
        .filter(({ id }) => !before.has(id))
    }),
  )
}

/** The ids in a stored reference: none, one or many. */
export function idsOf(stored: Json | undefined): string[] {
  const list = Array.isArray(stored) ? stored : [stored]
  return list.filter((one) => typeof one === 'string')
}

function wrong({ path }: Reference, message: string): FieldError {
  return { path, code: 'reference', message }
}

function refuseSome(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new AppError('invalid_input', { errors: errors.slice(0, 50) })
}
