import type { RecordOperation } from '../document/views.ts'
import type { CompiledModel } from '../model/compile.ts'
import { type Rule, RuleError } from './ast.ts'
import { checkRule } from './checkRule.ts'

/** Nothing passes it: what a condition becomes that does not fit its model (any more). */
export const NEVER: Rule = { kind: 'or', parts: [] }

const known = new WeakMap<CompiledModel, Map<string, Rule>>()

/** What a model's rule demands of records; null for nothing. A condition that is wrong closes. */
export function conditionOf(compiled: CompiledModel, operation: RecordOperation): Rule | null {
  const source = compiled.model.conditions?.[operation]
  return source === undefined ? null : ruleOf(source, compiled)
}

/** What must hold of a record for the caller to see a field of it; null: he sees it in all. */
export function conditionOfReading({ partly, whole }: CompiledModel, fieldId: string): Rule | null {
  const source = partly.read.get(fieldId)
  return source === undefined ? null : ruleOf(source, whole)
}

/** A stored condition, read once per compiled model. One that is wrong closes. */
export function ruleOf(source: string, compiled: CompiledModel): Rule {
  const rules = known.get(compiled) ?? new Map<string, Rule>()
  known.set(compiled, rules)
  const rule = rules.get(source) ?? readRule(source, compiled)
  rules.set(source, rule)
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
