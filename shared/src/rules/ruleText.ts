import type { CompiledModel } from '../model/compile.ts'
import { RuleError } from './ast.ts'
import { checkRule, type Mark } from './checkRule.ts'

/** A condition as it is stored: ids in the place of names, so that renames leave it right. Throws `RuleError`. */
export function storeRule(source: string, compiled: CompiledModel): string {
  const text = source.trim()
  return replaceMarks(text, checkRule(text, compiled).marks, ({ id }) => `#${id}`)
}

/** A stored condition as people read it. What it asks for may be gone: then with what is wrong, and it lets nobody pass. */
export function showRule(stored: string, compiled: CompiledModel): { text: string; problem: RuleError | null } {
  try {
    return { text: replaceMarks(stored, checkRule(stored, compiled).marks, ({ shown }) => shown), problem: null }
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    return { text: showKnown(stored, compiled), problem: error }
  }
}

/** Of a condition that does not fit any more: what can still be named is. */
function showKnown(stored: string, compiled: CompiledModel): string {
  const fields = [compiled, ...[...compiled.links.values()].map(({ target }) => target)].flatMap(
    ({ model }) => model.fields,
  )
  return stored.replaceAll(/#([A-Za-z0-9_-]{1,40})/g, (id, bare: string) => {
    const field = fields.find((one) => one.id === bare)
    const option = fields.flatMap(({ options, retired }) => [...options, ...retired]).find((one) => one.id === bare)
    return field?.name ?? (option ? JSON.stringify(option.label) : id)
  })
}

function replaceMarks(source: string, marks: readonly Mark[], by: (mark: Mark) => string): string {
  let text = source
  for (const mark of marks.toSorted((a, b) => b.at - a.at))
    text = text.slice(0, mark.at) + by(mark) + text.slice(mark.end)
  return text
}
