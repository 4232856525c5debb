import { OWN_CLAIMS } from '@axiom/shared/access/audience'
import { columnsOf } from '@axiom/shared/model/columns'
import type { CompiledModel } from '@axiom/shared/model/compile'
import { isMany } from '@axiom/shared/model/relations'

export interface Completion {
  /** What takes the place of the word at the caret. */
  text: string
  /** What it is, in words. */
  label: string
}

export interface Completions {
  /** Where the word begins that would be replaced. */
  from: number
  list: Completion[]
}

const MOST = 8
const NOTHING: Completions = { from: 0, list: [] }

/** What could stand at the caret: fields of the record, of what it refers to, and what is known of who asks. */
export function completionsAt(
  source: string,
  caret: number,
  { compiled, claims }: { compiled: CompiledModel; claims: readonly string[] },
): Completions {
  const before = source.slice(0, caret)
  const [word = ''] = /[A-Za-z0-9_.]*$/.exec(before) ?? []
  if (word === '' || isInText(before)) return NOTHING
  const from = caret - word.length
  const path = word.split('.')
  const typed = path.at(-1)?.toLowerCase() ?? ''
  const all = choices(path, { compiled, claims })
  const fitting = all.filter(({ text, label }) => {
    const last = (path.length === 1 ? text : (text.split('.').at(-1) ?? '')).toLowerCase()
    return text !== word && (last.startsWith(typed) || label.toLowerCase().startsWith(typed))
  })
  return { from, list: fitting.slice(0, MOST) }
}

function choices(
  path: readonly string[],
  { compiled, claims }: { compiled: CompiledModel; claims: readonly string[] },
): Completion[] {
  const [root = '', relation = ''] = path
  if (path.length === 1) return ['record.', 'caller.', 'now()'].map((text) => ({ text, label: '' }))
  if (root === 'caller' && path.length === 2)
    return [...new Set([...OWN_CLAIMS, ...claims])].map((name) => ({ text: `caller.${name}`, label: '' }))
  if (root !== 'record' || path.length > 3) return []
  if (path.length === 2) return fieldsOf(compiled, 'record')
  const link = compiled.links.get(relation)
  return link && !isMany(link.field) ? fieldsOf(link.target, `record.${relation}`) : []
}

function fieldsOf(compiled: CompiledModel, prefix: string): Completion[] {
  return columnsOf(compiled).map(({ name, label }) => ({
    text: `${prefix}.${name}`,
    label: label === name ? '' : label,
  }))
}

/** True between quotes. */
function isInText(before: string): boolean {
  const rest = before.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '')
  return /["']/.test(rest)
}
