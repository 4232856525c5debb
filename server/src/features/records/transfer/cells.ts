import type { FieldView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import type { Json } from '@axiom/shared/json'
import type { CompiledModel } from '@axiom/shared/model/compile'
import { SYSTEM_FIELDS } from '@axiom/shared/model/names'
import { fromCell } from '@axiom/shared/tables/writeCsv'

/** The field of each column, by its name or its label; null: what every record has by itself. Throws `invalid_input`. */
export function readColumns({ model }: CompiledModel, heading: readonly string[]): (FieldView | null)[] {
  const names = heading.map((name) => name.trim())
  const columns = names.map((name): FieldView | null | undefined => {
    if (SYSTEM_FIELDS.some((system) => system === name)) return null
    return (
      model.fields.find((field) => field.name === name) ??
      model.fields.find((field) => field.label.toLowerCase() === name.toLowerCase())
    )
  })
  const errors = columns.flatMap((column, i) => {
    const name = (names[i] ?? '').slice(0, 80)
    const wrong = { path: `columns/${i}`, code: 'unknown' }
    if (column === undefined) return [{ ...wrong, message: `"${name}" is no field of this collection` }]
    return column && columns.indexOf(column) < i ? [{ ...wrong, message: `"${name}" stands there twice` }] : []
  })
  if (errors.length > 0)
    throw new AppError('invalid_input', {
      message: 'The first line must name fields of this collection, each once. See "errors".',
      errors: errors.slice(0, 50),
    })
  return columns.map((column) => column ?? null)
}

/** A cell as the value that it means for its field; what it cannot be stays a text, which validation refuses. Empty: no value. */
export function parseCell({ type, constraints }: FieldView, cell: string): Json {
  const text = fromCell(cell)
  if (text === '') return null
  switch (type) {
    case 'integer':
    case 'number':
      return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : text
    case 'boolean':
      return parseBoolean(text)
    case 'multiSelect':
      return parseList(text)
    case 'relation':
      return constraints.many === true ? parseList(text) : text
    case 'json':
    case 'file':
      return parseJson(text)
    default:
      return text
  }
}

function parseBoolean(text: string): Json {
  const word = text.trim().toLowerCase()
  if (['true', 'yes', '1'].includes(word)) return true
  return ['false', 'no', '0'].includes(word) ? false : text
}

function parseList(text: string): Json {
  if (text.startsWith('[')) return parseJson(text)
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return text
  }
}
