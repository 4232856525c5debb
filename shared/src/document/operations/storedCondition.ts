import { AppError } from '../../errors.ts'
import { compileModels } from '../../model/compile.ts'
import { RuleError } from '../../rules/ast.ts'
import { storeRule } from '../../rules/ruleText.ts'
import { parseModels } from '../parseModels.ts'
import type { ProjectDoc } from '../projectDoc.ts'
import type { ModelView } from '../views.ts'

/**
 * A condition on records of a model, by the names of its fields, as the document keeps it; undefined for an empty one. Throws
 * `invalid_input`, with the place in the text, and `not_found`.
 */
export function storedCondition(
  doc: ProjectDoc,
  isMeant: (model: ModelView) => boolean,
  condition: string,
): string | undefined {
  const compiled = [...compileModels(parseModels(doc)).models.values()].find(({ model }) => isMeant(model))
  if (!compiled) throw new AppError('not_found', { message: 'The model of this condition does not exist any more.' })
  if (condition.trim() === '') return undefined
  try {
    return storeRule(condition, compiled)
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    throw new AppError('invalid_input', {
      errors: [{ path: 'condition', code: 'rule', message: `${error.message} (at character ${error.at + 1})` }],
    })
  }
}
