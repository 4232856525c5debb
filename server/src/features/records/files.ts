import { hasRole } from '@axiom/shared/access/roles'
import type { FieldView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { isObject, type Json } from '@axiom/shared/json'
import { filesIn, fileRulesOf } from '@axiom/shared/model/files'

import type { Session } from '../../platform/db/port.ts'
import type { Actor } from '../auth/index.ts'
import type { HeldFiles, UploadTarget } from '../files/index.ts'
import type { Env, StoredChange, StoredRecord } from './stored.ts'
import type { Target, Targets } from './target.ts'

/** What was done to a record; of the written collection unless another is named. */
type Changed = [record: StoredRecord, type: StoredChange['type'], modelId?: string | undefined]

/** What files for a field are uploaded for. */
function purposeOf({ env, compiled }: Pick<Target, 'env' | 'compiled'>, field: FieldView): string {
  return ['field', env, compiled.model.id, field.id].join(':')
}

/** Files in records: which may be there, and who holds them. Who may write the record may upload for it. */
export function createRecordFiles(files: HeldFiles) {
  const fieldsOf = ({ compiled }: Target): FieldView[] => compiled.model.fields.filter(({ type }) => type === 'file')

  return {
    /** Puts what is known of each file in the place of its id. Throws `invalid_input` for one that may not be there. */
    async complete(
      at: Target,
      records: readonly StoredRecord[],
      pathOf: (i: number) => string = () => '',
    ): Promise<void> {
      for (const field of fieldsOf(at)) {
        for (const [i, record] of records.entries()) {
          const given = record.f[field.id]
          const unknown = idsIn(given).filter((id) => !filesIn(given).some((file) => file.id === id))
          if (unknown.length === 0) continue
          const found = await files.describe(
            {
              projectId: at.project.id,
              purpose: purposeOf(at, field),
              rules: fileRulesOf(field.constraints),
              isEditor: hasRole(at.caller.role, 'editor'),
              path: [pathOf(i), field.name].filter(Boolean).join('/'),
            },
            unknown,
          )
          const known = [...filesIn(given), ...found]
          record.f[field.id] = idsIn(given).flatMap((id) => known.find((file) => file.id === id) ?? [])
        }
      }
    },

    /** In the transaction of a record: it holds the files that it has now. */
    async follow(at: Target, [record, type, modelId = at.compiled.model.id]: Changed, session: Session): Promise<void> {
      const holder = { projectId: at.project.id, holder: `${at.env}:${modelId}:${record._id}` }
      if (type === 'removed') {
        // Also those of fields that have been deleted.
        if (Object.values(record.f).some((value) => filesIn(value).length > 0)) await files.release(holder, session)
        return
      }
      // Of records of other collections only references are changed along.
      if (modelId !== at.compiled.model.id) return
      for (const field of fieldsOf(at)) {
        const ids = idsIn(record.f[field.id])
        if (type === 'updated' || ids.length > 0) await files.hold(holder, field.id, ids, session)
      }
    },
  }
}

export type RecordFiles = ReturnType<typeof createRecordFiles>

/** Rows that were copied hold the files as well: one row of another environment, file by file. */
export async function holdCopies(
  files: HeldFiles,
  { projectId, modelId, env, fields }: { projectId: string; modelId: string; env: Env; fields: readonly FieldView[] },
  rows: readonly StoredRecord[],
  session: Session,
): Promise<void> {
  for (const row of rows)
    for (const { id, type } of fields)
      if (type === 'file' && idsIn(row.f[id]).length > 0)
        await files.hold({ projectId, holder: `${env}:${modelId}:${row._id}` }, id, idsIn(row.f[id]), session)
}

/** Where a file for a field goes, for whoever may write such records. */
export function createFileTargets({ locate, target }: Targets) {
  return async (
    actor: Actor,
    place: { project: string; env: Env | undefined; collection: string; field: string },
  ): Promise<UploadTarget> => {
    const located = await locate(actor, place.project, place.env)
    const at = await target(located, place.collection, 'create').catch((refusal: unknown) => {
      if (!(refusal instanceof AppError)) throw refusal
      return target(located, place.collection, 'update').catch(() => Promise.reject(refusal))
    })
    const field = at.compiled.inputs.find(({ name }) => name === place.field)
    if (field?.type === 'file')
      return { projectId: at.project.id, purpose: purposeOf(at, field), rules: fileRulesOf(field.constraints) }
    const message = 'is no field of this collection that takes files'
    throw new AppError('invalid_input', { errors: [{ path: 'field', code: 'field', message }] })
  }
}

function idsIn(value: Json | undefined): string[] {
  const list = Array.isArray(value) ? value : []
  return list.flatMap((one) => (isObject(one) && typeof one['id'] === 'string' ? [one['id']] : []))
}
