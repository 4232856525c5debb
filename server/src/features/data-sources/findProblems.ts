import type { ExecuteInput, SourceProblem, SourceType } from '@axiom/shared/contracts/dataSources'
import { createEvaluator } from '@axiom/shared/expressions/evaluator'
import { findPlaceholders } from '@axiom/shared/queries/placeholders'
import { quotedPlaceholders } from '@axiom/shared/queries/sqlRequest'

const SQL: readonly SourceType[] = ['postgresql', 'mysql', 'sqlite', 'csv', 'json']
const evaluator = createEvaluator()

/** What is wrong with a query whatever its source says. */
export function findProblems(
  type: SourceType,
  { request, parameters, transform }: Omit<ExecuteInput, 'values'>,
): SourceProblem[] {
  const problems: SourceProblem[] = []
  const known = new Set<string>()
  for (const { name } of parameters) {
    if (known.has(name))
      problems.push({ path: `parameters/${name}`, code: 'twice', message: `“${name}” is there twice.` })
    known.add(name)
  }
  const missing = new Set(
    findPlaceholders(request)
      .map(({ name }) => name)
      .filter((name) => !known.has(name)),
  )
  for (const name of missing)
    problems.push({
      path: 'request',
      code: 'unknown_parameter',
      message: `“{{${name}}}” is no parameter of this query. Add it.`,
    })
  if (request.trim() === '')
    problems.push({ path: 'request', code: 'required', message: 'Write what to ask the source.' })
  if (SQL.includes(type))
    for (const { name } of quotedPlaceholders(request))
      problems.push({
        path: 'request',
        code: 'quoted',
        message: `Take away the quotes around “{{${name}}}”: it is bound, not pasted.`,
      })
  const failure = transform === undefined || transform.trim() === '' ? null : evaluator.check(transform)
  if (failure) problems.push({ path: 'transform', code: 'expression', message: failure.message })
  return problems
}
