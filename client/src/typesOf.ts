import { isObject, type JsonObject } from '@axiom/shared/json'

/** Names of collections in a document: without those that only mean a part of one (`orders.create`). */
const OF_COLLECTION = /^([a-z]\w*)(?:\.(?:create|patch|partial|filter))?$/

/**
 * TypeScript of a project's OpenAPI document: an interface for each collection that its reader may use, and one that names them all.
 * What he may not do is `never`.
 */
export function typesOf(document: JsonObject): string {
  const schemas = objectAt(objectAt(document, 'components'), 'schemas')
  const info = objectAt(document, 'info')
  const collections = [...new Set(Object.keys(schemas).flatMap((name) => OF_COLLECTION.exec(name)?.[1] ?? []))]
  const names = typeNames(collections)
  const parts = collections.map((collection) => collectionType(schemas, collection, names))
  const all = collections.map((collection) => `  ${collection}: ${names.get(collection) ?? ''}\n`)
  return [
    `// ${textOf(info['title'])} ${textOf(info['version'])}: written by \`axiom types\`. Run it again after publishing; changes by hand are lost.\n`,
    ...parts,
    `/** Every collection by its name. */\nexport interface Collections {\n${all.join('')}}\n`,
  ].join('\n')
}

type Names = ReadonlyMap<string, string>

function collectionType(schemas: JsonObject, collection: string, names: Names): string {
  const record = objectOf(schemas[collection] ?? schemas[`${collection}.partial`])
  const { expand, ...fields } = objectAt(record, 'properties')
  const write = (verb: string): string => {
    const schema = schemas[`${collection}.${verb}`]
    return isObject(schema) ? typeOf(schema as JsonObject, names, '  ') : 'never'
  }
  const related = isObject(expand) ? objectAt(expand as JsonObject, 'properties') : {}
  return `export interface ${names.get(collection) ?? ''} {
  record: ${membersOf(fields, Object.keys(fields), names, '  ')}
  create: ${write('create')}
  update: ${write('patch')}
  expand: ${membersOf(related, Object.keys(related), names, '  ')}
}
`
}

/** A schema as a type. Those of other collections are what `expand` answers of them. */
function typeOf(schema: JsonObject, names: Names, indent: string): string {
  const { $ref, anyOf, enum: choices, type } = schema
  if (typeof $ref === 'string') return referenceType($ref, names)
  if (Array.isArray(anyOf)) return unionOf(anyOf.map((one) => typeOf(objectOf(one), names, indent)))
  if (Array.isArray(choices)) return unionOf(choices.map((choice) => JSON.stringify(choice)))
  if (Array.isArray(type)) return unionOf(type.map((one) => typeOf({ ...schema, type: one }, names, indent)))
  switch (type) {
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
    case 'boolean':
    case 'null':
      return type
    case 'array':
      return `${bracketed(typeOf(objectOf(schema['items']), names, indent))}[]`
    case 'object':
      if (!isObject(schema['properties'])) return 'Record<string, unknown>'
      return membersOf(objectAt(schema, 'properties'), listOf(schema['required']), names, indent)
    default:
      return 'unknown'
  }
}

function membersOf(properties: JsonObject, required: readonly unknown[], names: Names, indent: string): string {
  const inner = `${indent}  `
  const members = Object.entries(properties).map(([name, value]) => {
    const schema = objectOf(value)
    const note = typeof schema['description'] === 'string' ? `${inner}/** ${commentOf(schema['description'])} */\n` : ''
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
    return `${note}${inner}${key}${required.includes(name) ? '' : '?'}: ${typeOf(schema, names, inner)}\n`
  })
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`
}

function referenceType($ref: string, names: Names): string {
  const collection = $ref.split('/').at(-1)?.split('.')[0] ?? ''
  const name = names.get(collection)
  return name === undefined ? 'unknown' : `${name}['record'] & { expand?: Partial<${name}['expand']> }`
}

/** `order_lines` → `OrderLines`; each its own. */
function typeNames(collections: readonly string[]): Names {
  const taken = new Set(['Collections'])
  return new Map(
    collections.map((collection): [string, string] => {
      const plain = collection.replaceAll(/(?:^|_)+(\w?)/g, (_, letter: string) => letter.toUpperCase())
      let name = plain
      for (let n = 2; taken.has(name); n++) name = `${plain}${n}`
      taken.add(name)
      return [collection, name]
    }),
  )
}

function unionOf(types: readonly string[]): string {
  const different = [...new Set(types)]
  return different.includes('unknown') ? 'unknown' : different.join(' | ')
}

function bracketed(type: string): string {
  return /[|&]/.test(type) ? `(${type})` : type
}

function commentOf(text: string): string {
  return text.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ')
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll(/\s+/g, ' ') : ''
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? (value as JsonObject) : {}
}

function objectAt(value: JsonObject, key: string): JsonObject {
  return objectOf(value[key])
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
