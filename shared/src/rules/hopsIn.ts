import type { Rule } from './ast.ts'

/** Ids of the models whose records a condition asks for beside the record itself. */
export function hopsIn(rule: Rule): string[] {
  switch (rule.kind) {
    case 'and':
    case 'or':
      return rule.parts.flatMap(hopsIn)
    case 'not':
      return hopsIn(rule.part)
    case 'test':
      return rule.link ? [rule.link.target.model.id] : []
    case 'fixed':
      return []
  }
}
