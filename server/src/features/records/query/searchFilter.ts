import type { FieldView } from '@axiom/shared/document/views'
import { isChoice, knownOptions } from '@axiom/shared/model/choices'
import { columnOfField } from '@axiom/shared/model/columns'
import type { CompiledModel } from '@axiom/shared/model/compile'
import { conditionOfReading } from '@axiom/shared/rules/conditionOf'

import type { Filter } from '../../../platform/db/port.ts'
import { haveWords, wordsOf } from '../../../platform/db/words.ts'
import { type Asking, conditionFilter } from '../policy.ts'

const SEARCHED = new Set(['text', 'longText', 'email', 'url', 'select'])

/** Fields in which `search` looks. */
function searchedFields({ model }: CompiledModel): FieldView[] {
  return model.fields.filter((field) => SEARCHED.has(columnOfField(field).type))
}

/** Where `search` looks for words of texts: choices are labels, which stand in the model. */
export function searchedPaths(compiled: CompiledModel): string[] {
  return pathsOf(searchedFields(compiled))
}

function pathsOf(fields: readonly FieldView[]): string[] {
  return fields.flatMap((field) => (isChoice(field) ? [] : [`f.${field.id}`]))
}

/** Each word begins a word of some text field, whatever its case; of one that the caller sees in some records only, in these. */
export function searchFilter(at: Asking & { compiled: CompiledModel }, search: string | null): Filter {
  if (search === null) return {}
  const { read: partly } = at.compiled.partly
  const fields = searchedFields(at.compiled)
  const everywhere = fields.filter(({ id }) => !partly.has(id))
  const paths = pathsOf(everywhere)
  const words = wordsOf(search)
  const others = words.map((word) => [
    ...everywhere.flatMap((field) => choicesWith(field, word)),
    ...fields.flatMap((field) => {
      const rule = conditionOfReading(at.compiled, field.id)
      return rule ? [{ $and: [conditionFilter(at, rule), wordIn(field, word)] }] : []
    }),
  ])
  // Nothing but texts that he sees everywhere: one question for all words.
  if (others.every((one) => one.length === 0)) return { $words: { text: words.join(' '), paths } }
  return { $and: words.map((word, i) => ({ $or: [{ $words: { text: word, paths } }, ...(others[i] ?? [])] })) }
}

function wordIn(field: FieldView, word: string): Filter {
  return isChoice(field) ? { $or: choicesWith(field, word) } : { $words: { text: word, paths: pathsOf([field]) } }
}

function choicesWith(field: FieldView, word: string): Filter[] {
  if (!isChoice(field)) return []
  const fitting = knownOptions(field).filter(({ label }) => haveWords([label], [word]))
  return fitting.length > 0 ? [{ [`f.${field.id}`]: { $in: fitting.flatMap(({ id, label }) => [id, label]) } }] : []
}
