import type { ArchiveRow } from '@axiom/shared/contracts/archives'
import type { FieldView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { isObject, type Json } from '@axiom/shared/json'
import type { FileDescriptor } from '@axiom/shared/model/files'
import { fitValue } from '@axiom/shared/model/fitValue'

import { DuplicateKey } from '../../platform/db/port.ts'
import type { HeldFiles } from '../files/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Contracts } from './contracts.ts'
import { holdCopies } from './files.ts'
import type { RecordStore } from './store.ts'
import { type Env, rowsOf, type StoredRecord } from './stored.ts'

const PAGE = 500

export interface ArchiveDeps {
  store: RecordStore
  contracts: Contracts
  access: ProjectAccess
  files: HeldFiles
}

/** Rows of a whole project, out and in, as they are stored: for whoever may see all of them. */
export function createArchive({ store, contracts, access, files }: ArchiveDeps) {
  return {
    async *archivedRows(projectId: string, env: Env): AsyncGenerator<ArchiveRow> {
      const home = { project: await access.get(projectId), env }
      const { models } = await contracts.load(projectId, env)
      for (const { model } of models.values())
        for await (const rows of store.pages(rowsOf(home, model), PAGE))
          for (const { _id: id, createdAt, updatedAt, f } of rows)
            yield { modelId: model.id, id, createdAt, updatedAt, f: withoutPeople(model.fields, f) }
    },

    /**
     * Into the draft of a project that nobody uses yet. `known`: its files, by the ids that the rows have for them. Answers how many
     * values fit no field. Throws `not_unique`.
     */
    async restoreRows(
      projectId: string,
      rows: readonly ArchiveRow[],
      known: ReadonlyMap<string, FileDescriptor>,
    ): Promise<number> {
      const home = { project: await access.get(projectId), env: 'draft' as const }
      const { models } = await contracts.load(projectId, 'draft')
      let dropped = rows.reduce((sum, { f }) => sum + count(f), 0)
      for (const { model } of models.values()) {
        const own = rows.filter(({ modelId }) => modelId === model.id)
        if (own.length === 0) continue
        const records = own.map((row) => toRecord(model.fields, row, known))
        dropped -= records.reduce((sum, { f }) => sum + count(f), 0)
        const place = rowsOf(home, model)
        await store.ensureIndexes(place, model)
        const copied = { projectId, modelId: model.id, env: home.env, fields: model.fields }
        await store
          .transaction(async (session) => {
            await store.insert(place, records, session)
            await holdCopies(files, copied, records, session)
          })
          .catch((error: unknown) => {
            throw error instanceof DuplicateKey ? new AppError('not_unique') : error
          })
      }
      return dropped
    },
  }
}

function count(f: object): number {
  return Object.keys(f).length
}

/** Accounts belong to their installation. */
function withoutPeople(fields: readonly FieldView[], f: Record<string, Json>): Record<string, Json> {
  const people = new Set(fields.filter(({ type }) => type === 'user').map(({ id }) => id))
  return Object.fromEntries(Object.entries(f).filter(([id]) => !people.has(id)))
}

function toRecord(
  fields: readonly FieldView[],
  { id, createdAt, updatedAt, f }: ArchiveRow,
  known: ReadonlyMap<string, FileDescriptor>,
): StoredRecord {
  const kept = fields.flatMap((field): [string, Json][] => {
    const value = toValue(field, f[field.id] ?? null, known)
    return value === null ? [] : [[field.id, value]]
  })
  return { _id: id, v: 1, createdAt, updatedAt, createdBy: null, f: Object.fromEntries(kept) }
}

/** Null for what the field could not hold: what is read from there is trusted. */
function toValue(field: FieldView, value: Json, known: ReadonlyMap<string, FileDescriptor>): Json {
  if (value === null || field.type === 'user') return null
  if (field.type === 'file') {
    const files = (Array.isArray(value) ? value : []).flatMap((one) => {
      const id = isObject(one) ? one['id'] : null
      return (typeof id === 'string' && known.get(id)) || []
    })
    return files.length > 0 ? files : null
  }
  const fit = fitValue(field, value)
  return fit !== undefined && JSON.stringify(fit) === JSON.stringify(value) ? fit : null
}
