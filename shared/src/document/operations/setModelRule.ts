import { AppError } from '../../errors.ts'
import { compileModels } from '../../model/compile.ts'
import { RuleError } from '../../rules/ast.ts'
import { storeRule } from '../../rules/ruleText.ts'
import { parseModels } from '../parseModels.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import type { Audience, RecordOperation } from '../views.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetModelRule {
  id: string
  operation: RecordOperation
  audience: Audience
}

/** Says who may do one operation on a model's records; a register per operation, so two people's rules both hold. */
export function setModelRule(doc: ProjectDoc, { id, operation, audience }: SetModelRule, origin: Origin): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'models', id), 'rule:', { [operation]: audience }))
}

/** Says whether visitors prove that no robot makes records. */
export function setModelProof(
  doc: ProjectDoc,
  { id, isAsked }: { id: string; isAsked: boolean },
  origin: Origin,
): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'models', id), '', { proof: isAsked ? true : undefined }))
}

export interface SetModelCondition {
  id: string
  operation: RecordOperation
  /** By the names of the fields; empty for none. */
  condition: string
}

/** Says what must hold of a record, beside its rule's audience. Throws `invalid_input`, with the place in the text. */
export function setModelCondition(
  doc: ProjectDoc,
  { id, operation, condition }: SetModelCondition,
  origin: Origin,
): void {
  const row = getRow(doc, 'models', id)
  const compiled = [...compileModels(parseModels(doc)).models.values()].find(({ model }) => model.id === id)
  if (!compiled) throw new AppError('not_found', { message: `There is no model with the id ${id}.` })
  const value = condition.trim() === '' ? undefined : stored(condition, compiled)
  edit(doc, origin, () => setRegisters(row, 'when:', { [operation]: value }))
}

function stored(condition: string, compiled: Parameters<typeof storeRule>[1]): string {
  try {
    return storeRule(condition, compiled)
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    throw new AppError('invalid_input', {
      errors: [{ path: 'condition', code: 'rule', message: `${error.message} (at character ${error.at + 1})` }],
    })
  }
}
