import { CLOSED, isAudience } from '../access/audience.ts'
import { isChoice, showChoice } from '../model/choices.ts'
import { API_NAME, freeName, RESERVED_COLLECTIONS, RESERVED_FIELDS } from '../model/names.ts'
import { toJson, toText } from './parseNode.ts'
import { parsePlace, TRASH } from './place.ts'
import type { ProjectDoc, Row } from './projectDoc.ts'
import { compareOrder } from './tree.ts'
import {
  type Audience,
  type ComputedType,
  type FieldConstraints,
  type FieldType,
  type FieldView,
  type ModelView,
  NUMBER_LOOKS,
  type OnDelete,
  type OptionView,
  type RecordOperation,
} from './views.ts'

export const FIELD_TYPES: readonly FieldType[] = [
  'text',
  'longText',
  'integer',
  'number',
  'boolean',
  'date',
  'datetime',
  'email',
  'url',
  'select',
  'multiSelect',
  'file',
  'json',
  'relation',
  'user',
  'autoNumber',
  'computed',
]

export const ON_DELETE: readonly OnDelete[] = ['restrict', 'setNull', 'cascade']
export const COMPUTED_TYPES: readonly ComputedType[] = ['text', 'number', 'boolean', 'date', 'datetime', 'json']

export const RECORD_OPERATIONS: readonly RecordOperation[] = ['list', 'read', 'create', 'update', 'delete']

/** All living models with their living fields and options, each in order. Total. */
export function parseModels(doc: ProjectDoc): ModelView[] {
  const optionsOf = group(rowsOf(doc.roots.options), 'field')
  const fieldsOf = group(rowsOf(doc.roots.fields).filter(isLiving), 'model')
  const models = rowsOf(doc.roots.models)
    .filter(isLiving)
    .map(({ id, row, index }): ModelView => {
      const fields = (fieldsOf.get(id) ?? []).map((entry) => parseField(id, entry, optionsOf.get(entry.id) ?? []))
      const label = toText(row.get('label')) || toText(row.get('name')) || 'Model'
      return {
        id,
        name: toText(row.get('name')),
        label,
        index,
        rules: parseRules(row),
        ...parseConditions(row),
        ...(row.get('proof') === true ? { proof: true as const } : {}),
        fields: withUniqueNames(fields, 'field', RESERVED_FIELDS),
      }
    })
  return withUniqueNames(models, 'model', RESERVED_COLLECTIONS)
}

interface Entry {
  id: string
  row: Row
  index: string
  trashed: boolean
}

/** Rows in order; those without a place are not there yet. */
function rowsOf(root: Iterable<[string, Row]>): Entry[] {
  const entries: Entry[] = []
  for (const [id, row] of root) {
    const place = parsePlace(row.get('at'))
    if (place) entries.push({ id, row, index: place.index, trashed: place.parentId === TRASH })
  }
  return entries.sort((a, b) => compareOrder(a.index, a.id, b.index, b.id))
}

const isLiving = ({ trashed }: Entry): boolean => !trashed

function group(entries: readonly Entry[], ownerKey: string): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const owner = toText(entry.row.get(ownerKey))
    groups.set(owner, [...(groups.get(owner) ?? []), entry])
  }
  return groups
}

function parseField(modelId: string, { id, row, index }: Entry, options: readonly Entry[]): FieldView {
  const type = row.get('type') as FieldType
  const constraints: Record<string, unknown> = {}
  for (const [key, value] of row) if (key.startsWith('c:') && value !== null) constraints[key.slice(2)] = toJson(value)
  const name = toText(row.get('name'))
  const field: FieldView = {
    id,
    modelId,
    name,
    label: toText(row.get('label')) || name,
    type: FIELD_TYPES.includes(type) ? type : 'text',
    index,
    constraints: checkConstraints(constraints),
    ...parseAccess(row),
    options: options.filter(isLiving).map(parseOption),
    retired: options.filter((entry) => !isLiving(entry)).map(parseOption),
  }
  return isChoice(field) ? { ...field, constraints: withShownDefault(field) } : field
}

function parseOption({ id, row, index }: Entry): OptionView {
  return { id, label: toText(row.get('label')), colour: toText(row.get('colour')) || null, index }
}

function withShownDefault(field: FieldView): FieldConstraints {
  const { default: value, ...constraints } = field.constraints
  return value === undefined ? constraints : { ...constraints, default: showChoice(field, value) }
}

/** A type, the words that are allowed, or null for anything. */
const CONSTRAINT_TYPES: Record<keyof FieldConstraints, string | readonly string[] | null> = {
  required: 'boolean',
  unique: 'boolean',
  indexed: 'boolean',
  default: null,
  min: 'number',
  max: 'number',
  minLength: 'number',
  maxLength: 'number',
  pattern: 'string',
  accept: 'string',
  maxSize: 'number',
  maxFiles: 'number',
  target: 'string',
  many: 'boolean',
  onDelete: ON_DELETE,
  expression: 'string',
  result: COMPUTED_TYPES,
  shownAs: NUMBER_LOOKS,
  currency: 'string',
  decimals: 'number',
}

/** Keeps the constraints of the right type; others are as if absent. */
function checkConstraints(raw: Record<string, unknown>): FieldConstraints {
  const kept = Object.entries(raw).filter(([name, value]) => {
    const type = CONSTRAINT_TYPES[name as keyof FieldConstraints]
    if (Array.isArray(type)) return type.includes(value)
    return type === null || (type !== undefined && typeof value === type)
  })
  return Object.fromEntries(kept)
}

function parseConditions(row: Row): Pick<ModelView, 'conditions'> {
  const conditions = parseWhen(row, RECORD_OPERATIONS)
  return conditions ? { conditions } : {}
}

function parseRules(row: Row): ModelView['rules'] {
  const rule = (operation: RecordOperation): Audience => {
    // One register per operation (`rule:<operation>`): two people who change different rules both win.
    const value = row.get(`rule:${operation}`)
    return isAudience(value) ? value : CLOSED[operation]
  }
  return {
    list: rule('list'),
    read: rule('read'),
    create: rule('create'),
    update: rule('update'),
    delete: rule('delete'),
  }
}

/** An audience that nobody knows is as narrow as there is; `own` is about records. */
function parseAccess(row: Row): Pick<FieldView, 'access'> {
  const audience = (key: string): Audience | null => {
    const value = row.get(key) ?? null
    return value === null ? null : isAudience(value) && value !== 'own' ? value : 'owner'
  }
  const [read, write, when] = [audience('rule:read'), audience('rule:write'), parseWhen(row, ['read', 'write'])]
  if (!read && !write && !when) return {}
  return { access: { ...(read ? { read } : {}), ...(write ? { write } : {}), ...(when ? { when } : {}) } }
}

/** What is no text is a condition all the same: one that nobody understands, and nobody passes. */
function parseWhen<K extends string>(row: Row, uses: readonly K[]): Partial<Record<K, string>> | null {
  const conditions = uses.flatMap((use) => {
    const value = row.get(`when:${use}`)
    if (value === undefined || value === null || value === '') return []
    return [[use, typeof value === 'string' ? value : '?'] as const]
  })
  return conditions.length > 0 ? (Object.fromEntries(conditions) as Partial<Record<K, string>>) : null
}

/** Two people may choose one name at the same time: the later in order gets a suffix, as do reserved names; invalid ones a stand-in. */
function withUniqueNames<T extends { name: string }>(things: T[], fallback: string, reserved: readonly string[]): T[] {
  const taken = new Set(reserved)
  return things.map((thing) => {
    const name = freeName(API_NAME.test(thing.name) ? thing.name : fallback, taken)
    taken.add(name)
    return { ...thing, name }
  })
}
