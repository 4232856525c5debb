import { type Caller, isBoundByField, mayReadField, mayWriteField } from '../access/audience.ts'
import type { FieldUse, FieldView, ModelView } from '../document/views.ts'
import { compileParts, type CompiledContract, type CompiledModel, type Partly } from './compile.ts'

const known = new WeakMap<CompiledContract, Map<string, CompiledContract>>()

interface RuledField {
  model: ModelView
  field: FieldView
}

/** Ids of fields: those that are not his, and those that are in some records only. */
type Kept = Record<FieldUse | 'partlyRead' | 'partlyWrite', ReadonlySet<string>>

/**
 * The contract as it is for a caller: fields that he may not read are not there, those that he may not write cannot be sent. So nothing
 * that is made of a contract (answers, filters, orders, sums, descriptions) can tell of them. The same one where nothing is kept from him.
 */
export function seenBy(contract: CompiledContract, caller: Caller): CompiledContract {
  const ruled = ruledIn(contract)
  if (ruled.length === 0) return contract
  const idsOf = (test: (one: RuledField) => boolean): string[] => ruled.filter(test).map(({ field }) => field.id)
  const read = idsOf(({ field }) => !mayReadField(field, caller))
  const write = idsOf(({ field }) => !mayWriteField(field, caller))
  const partlyRead = idsOf(({ model, field }) => isBoundByField(model, field, 'read', caller))
  const partlyWrite = idsOf(({ model, field }) => isBoundByField(model, field, 'write', caller))
  const all = [read, write, partlyRead, partlyWrite]
  if (all.every(({ length }) => length === 0)) return contract
  const seen = known.get(contract) ?? new Map<string, CompiledContract>()
  known.set(contract, seen)
  const key = JSON.stringify(all)
  const kept: Kept = {
    read: new Set(read),
    write: new Set(write),
    partlyRead: new Set(partlyRead),
    partlyWrite: new Set(partlyWrite),
  }
  const made = seen.get(key) ?? without(contract, kept)
  seen.set(key, made)
  return made
}

const ruledFields = new WeakMap<CompiledContract, RuledField[]>()

/** Fields with a rule of their own; asked for with each request. */
function ruledIn(contract: CompiledContract): RuledField[] {
  const found =
    ruledFields.get(contract) ??
    [...contract.models.values()].flatMap(({ model }) =>
      model.fields.flatMap((field) => (field.access ? [{ model, field }] : [])),
    )
  ruledFields.set(contract, found)
  return found
}

function without({ models }: CompiledContract, kept: Kept): CompiledContract {
  return compileParts(
    [...models.values()].map((whole) => ({
      model: { ...whole.model, fields: whole.model.fields.filter(({ id }) => !kept.read.has(id)) },
      inputs: whole.model.fields.filter(({ id }) => !kept.write.has(id)),
      partly: partlyOf(whole, kept),
      whole,
    })),
  )
}

function partlyOf(whole: CompiledModel, kept: Kept): Partly {
  const sourcesOf = (use: FieldUse, ids: ReadonlySet<string>) =>
    new Map(
      whole.model.fields.flatMap(({ id, access }) => {
        const source = ids.has(id) ? access?.when?.[use] : undefined
        return source === undefined ? [] : [[id, source] as const]
      }),
    )
  return { read: sourcesOf('read', kept.partlyRead), write: sourcesOf('write', kept.partlyWrite) }
}
