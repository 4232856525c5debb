import { type Caller, mayReadField, mayWriteField } from '../access/audience.ts'
import { compileParts, type CompiledContract, type CompiledModel } from './compile.ts'

const known = new WeakMap<CompiledContract, Map<string, CompiledContract>>()

/**
 * The contract as it is for a caller: fields that he may not read are not there, those that he may not write cannot be sent. So nothing
 * that is made of a contract (answers, filters, orders, sums, descriptions) can tell of them. The same one where nothing is kept from him.
 */
export function seenBy(contract: CompiledContract, caller: Caller): CompiledContract {
  const fields = [...contract.models.values()].flatMap(({ model }) => model.fields).filter(({ access }) => access)
  if (fields.length === 0) return contract
  const read = fields.filter((field) => !mayReadField(field, caller)).map(({ id }) => id)
  const write = fields.filter((field) => !mayWriteField(field, caller)).map(({ id }) => id)
  if (read.length + write.length === 0) return contract
  const seen = known.get(contract) ?? new Map<string, CompiledContract>()
  known.set(contract, seen)
  const key = JSON.stringify([read, write])
  const made = seen.get(key) ?? without(contract, new Set(read), new Set(write))
  seen.set(key, made)
  return made
}

function without(
  { models }: CompiledContract,
  unread: ReadonlySet<string>,
  unwritten: ReadonlySet<string>,
): CompiledContract {
  return compileParts(
    [...models.values()].map((whole: CompiledModel) => ({
      model: { ...whole.model, fields: whole.model.fields.filter(({ id }) => !unread.has(id)) },
      inputs: whole.model.fields.filter(({ id }) => !unwritten.has(id)),
      whole,
    })),
  )
}
