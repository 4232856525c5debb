import type { RecordOperation } from '../document/views.ts'
import type { CompiledModel } from '../model/compile.ts'
import { type Rule, RuleError } from './ast.ts'
import { checkRule } from './checkRule.ts'

/** Nothing passes it: what a condition becomes that does not fit its model (any more). */
export const NEVER: Rule = { kind: 'or', parts: [] }

const known = new WeakMap<CompiledModel, Map<RecordOperation, Rule>>()

/** What a model's rule demands of records, read once per compiled model; null for nothing. A condition that is wrong closes. */
export function conditionOf(compiled: CompiledModel, operation: RecordOperation): Rule | null {
  const source = compiled.model.conditions?.[operation]
  if (source === undefined) return null
  const rules = known.get(compiled) ?? new Map<RecordOperation, Rule>()
  known.set(compiled, rules)
  const rule = rules.get(operation) ?? readRule(source, compiled)
  rules.set(operation, rule)
  return rule
}

function readRule(source: string, compiled: CompiledModel): Rule {
  try {
    return checkRule(source, compiled).rule
  } catch (error) {
    if (error instanceof RuleError) return NEVER
    throw error
  }
}
