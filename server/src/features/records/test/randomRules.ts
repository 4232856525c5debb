import type { Claim } from '@axiom/shared/access/audience'
import type { Audience, FieldView, ModelView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import fc from 'fast-check'

/**
 * Random models, rows, callers, rules and filters, each rule and filter with what it means said a second time, as a function: by hand,
 * without the parser, the compiler and the stores. True, false, or undefined: not known.
 */
export const ITEMS = 'items'
export const PARENTS = 'parents'
export const TIME = '2026-03-01T00:00:00.000Z'
export const NOW = Date.parse('2026-03-02T10:00:00.000Z')
const TODAY = '2026-03-02'

type Kind = 'integer' | 'text' | 'boolean' | 'date' | 'select' | 'multiSelect' | 'relation'
type Known = boolean | undefined

export interface Row {
  id: string
  createdBy: string | null
  values: Record<string, Json>
}

/** What a rule looks at. */
interface Sight {
  row: Row
  parent: Row | undefined
  claims: Record<string, Claim>
}

interface Said {
  text: string
  holds: (sight: Sight) => Known
}

export interface Veil {
  name: string
  rule: Said
}

interface Asked {
  json: Json
  holds: (sight: Sight) => boolean
}

export interface World {
  kinds: Kind[]
  parentKinds: Kind[]
  items: Row[]
  parents: Row[]
  claims: Record<string, Claim>
  actorId: string
  own: boolean
  rule: Said
  filter: Asked
  /** A field that is seen where its rule holds; never the first, by which is ordered and summed. */
  veiled: Veil
  search: string
  sort: { text: string; name: string; direction: 1 | -1 }
  limit: number
  sums: { field: string; groupBy: string }
}

const OPTIONS = ['New', 'Open', 'Done']

function fieldsOf(modelId: string, kinds: readonly Kind[], prefix: string): FieldView[] {
  return kinds.map((type, i) => {
    const isChoice = type === 'select' || type === 'multiSelect'
    const options = isChoice ? OPTIONS.map((label) => ({ id: `o${label}`, label, colour: null, index: label })) : []
    const constraints = type === 'relation' ? { target: PARENTS } : {}
    const name = `${prefix}${i}`
    return { id: `${prefix}x${i}`, modelId, name, label: name, type, index: name, constraints, options, retired: [] }
  })
}

export function modelsOf({ kinds, parentKinds, own }: World): [ModelView, ModelView] {
  return [modelOf(ITEMS, kinds, 'f', own ? 'own' : 'public'), modelOf(PARENTS, parentKinds, 'g')]
}

export function modelOf(id: string, kinds: readonly Kind[], prefix: string, list: Audience = 'public'): ModelView {
  const rules = { list, read: 'public', create: 'public', update: 'public', delete: 'public' } as const
  return { id, name: id, label: id, index: id, rules, fields: fieldsOf(id, kinds, prefix) }
}

const scalarOf: Record<Exclude<Kind, 'relation' | 'multiSelect'>, fc.Arbitrary<string | number | boolean>> = {
  integer: fc.integer({ min: -1, max: 2 }),
  text: fc.constantFrom('a', 'B', 'ab', 'x y'),
  boolean: fc.boolean(),
  date: fc.constantFrom('2026-03-01', TODAY, '2026-03-03'),
  select: fc.constantFrom(...OPTIONS),
}

function storedOf(kind: Kind): fc.Arbitrary<Json> {
  if (kind === 'relation') return fc.constantFrom('p0', 'p1', 'p2', 'gone')
  if (kind === 'multiSelect') return fc.subarray(OPTIONS).map((labels) => labels.map((label) => `o${label}`))
  return kind === 'select' ? scalarOf.select.map((label) => `o${String(label)}`) : scalarOf[kind]
}

function rowOf(kinds: readonly Kind[], prefix: string, id: string): fc.Arbitrary<Row> {
  const values = kinds.map((kind) => fc.option(storedOf(kind), { nil: undefined, freq: 4 }))
  return fc
    .record({ createdBy: fc.constantFrom('me', 'you', null), list: fc.tuple(...values) })
    .map(({ createdBy, list }) => {
      const known = list.flatMap((value, i) =>
        value === undefined ? [] : [[`${prefix}x${i}`, value as Json] as const],
      )
      return { id, createdBy, values: Object.fromEntries(known) }
    })
}

/** As people see it: choices by their labels; null for nothing. */
function shown({ values }: Row, { id }: Column, kind: Kind): Json {
  const value = values[id] ?? null
  const label = (one: Json): Json => (typeof one === 'string' ? one.slice(1) : one)
  if (kind === 'select') return label(value)
  return kind === 'multiSelect' && Array.isArray(value) ? value.map(label) : value
}

interface Column {
  name: string
  id: string
}

export function sightOf({ parents, kinds, claims }: World, row: Row): Sight {
  const at = kinds.indexOf('relation')
  return { row, parent: parents.find(({ id }) => id === row.values[`fx${at}`]), claims }
}

/** A field of the row, or of the one that it refers to. Undefined where that is not there. */
interface Place {
  path: string
  kind: Kind
  valueIn: (sight: Sight) => Json | undefined
}

function placesOf({ kinds, parentKinds }: Pick<World, 'kinds' | 'parentKinds'>): Place[] {
  const own = kinds.map((kind, i): Place => {
    const column = { name: `f${i}`, id: `fx${i}` }
    return { path: column.name, kind, valueIn: ({ row }) => shown(row, column, kind) }
  })
  const relation = kinds.indexOf('relation')
  if (relation < 0) return own
  const far = parentKinds.map((kind, i): Place => {
    const column = { name: `g${i}`, id: `gx${i}` }
    return { path: `f${relation}.${column.name}`, kind, valueIn: ({ parent }) => parent && shown(parent, column, kind) }
  })
  return [...own, ...far]
}

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>='

function order(operator: Operator, a: Json, b: Json): boolean {
  const [x, y] = [a as string | number, b as string | number]
  if (operator === '<') return x < y
  if (operator === '<=') return x <= y
  return operator === '>' ? x > y : x >= y
}

function compared(operator: Operator, a: Json, b: Json): Known {
  if (operator === '=') return a === b
  if (operator === '!=') return a !== b
  return a === null || b === null ? undefined : order(operator, a, b)
}

/** A value as it is written, and what it is for whom. */
interface Operand {
  text: string
  valueIn: (sight: Sight) => Json | undefined
}

const CLAIMS: Record<'integer' | 'text' | 'boolean' | 'date' | 'select', readonly string[]> = {
  integer: ['level', 'nothing'],
  text: ['team', 'id', 'nothing'],
  boolean: ['vip', 'nothing'],
  date: ['day', 'nothing'],
  select: ['stage', 'nothing'],
}

function operandOf(kind: keyof typeof CLAIMS): fc.Arbitrary<Operand> {
  const literal = scalarOf[kind].map((value): Operand => ({ text: JSON.stringify(value), valueIn: () => value }))
  const claim = fc.constantFrom(...CLAIMS[kind]).map((name): Operand => {
    return { text: `caller.${name}`, valueIn: ({ claims }) => claims[name] as Json | undefined }
  })
  const now: Operand = { text: 'now()', valueIn: () => TODAY }
  return fc.oneof(literal, claim, ...(kind === 'date' ? [fc.constant(now)] : []))
}

const EQUAL = ['=', '!='] as const
const ORDERED = ['=', '!=', '<', '<=', '>', '>='] as const

function leafAt(place: Place): fc.Arbitrary<Said> {
  const { kind, path, valueIn } = place
  const isThere: Said[] = EQUAL.map((operator) => ({
    text: `record.${path} ${operator} null`,
    holds: (sight) => {
      const value = valueIn(sight)
      return value === undefined ? undefined : (value === null) === (operator === '=')
    },
  }))
  if (kind === 'relation') return fc.constantFrom(...isThere)
  if (kind === 'multiSelect')
    return fc.constantFrom(...OPTIONS).map((label): Said => ({
      text: `"${label}" in record.${path}`,
      holds: (sight) => {
        const value = valueIn(sight)
        return value === undefined ? undefined : Array.isArray(value) && value.includes(label)
      },
    }))
  const operators: readonly Operator[] = kind === 'boolean' || kind === 'select' ? EQUAL : ORDERED
  const compare = fc.tuple(fc.constantFrom(...operators), operandOf(kind)).map(([operator, operand]): Said => ({
    text: `record.${path} ${operator} ${operand.text}`,
    holds: (sight) => {
      const [a, b] = [valueIn(sight), operand.valueIn(sight)]
      return a === undefined || b === undefined ? undefined : compared(operator, a, b)
    },
  }))
  const among = fc.array(operandOf(kind), { minLength: 1, maxLength: 3 }).map((operands): Said => ({
    text: `record.${path} in [${operands.map(({ text }) => text).join(', ')}]`,
    holds: (sight) => {
      const value = valueIn(sight)
      const all = operands.map((one) => one.valueIn(sight))
      if (value === undefined) return undefined
      return all.includes(value) ? true : all.includes(undefined) ? undefined : false
    },
  }))
  return fc.oneof(compare, compare, among, fc.constantFrom(...isThere))
}

/** Two fields of one record are compared where both have a value. */
function betweenPlaces(places: readonly Place[]): fc.Arbitrary<Said>[] {
  const isFar = ({ path }: Place): boolean => path.includes('.')
  const pairs = places.flatMap((one) =>
    places
      .filter((other) => other.kind === one.kind && isFar(other) === isFar(one) && COMPARED.includes(one.kind))
      .map((other): [Place, Place] => [one, other]),
  )
  return pairs.map(([one, other]) =>
    fc.constantFrom(...(one.kind === 'boolean' ? EQUAL : ORDERED)).map((operator): Said => ({
      text: `record.${one.path} ${operator} record.${other.path}`,
      holds: (sight) => {
        const [a, b] = [one.valueIn(sight) ?? null, other.valueIn(sight) ?? null]
        return a === null || b === null ? undefined : compared(operator, a, b)
      },
    })),
  )
}

const COMPARED: readonly Kind[] = ['integer', 'text', 'boolean', 'date']

const aboutCaller: fc.Arbitrary<Said> = fc.constantFrom<Said>(
  {
    text: 'caller.level > 0',
    holds: ({ claims }) => (claims['level'] === undefined ? undefined : Number(claims['level']) > 0),
  },
  { text: 'caller.team = null', holds: ({ claims }) => claims['team'] === undefined },
  { text: '"cook" in caller.roles', holds: ({ claims }) => (claims['roles'] as string[]).includes('cook') },
  { text: 'caller.vip', holds: ({ claims }) => claims['vip'] as Known },
  { text: 'record.createdBy = caller.id', holds: ({ row }) => row.createdBy === 'me' },
)

function ruleOver(places: readonly Place[]): fc.Arbitrary<Said> {
  const leaf = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...places).chain(leafAt) },
    { weight: 1, arbitrary: aboutCaller },
    // The first field is a number, which can be compared with itself at least.
    { weight: 2, arbitrary: fc.oneof(...betweenPlaces(places)) },
  )
  const { rule } = fc.letrec<{ rule: Said }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf,
      fc.array(tie('rule'), { minLength: 2, maxLength: 3 }).map(all),
      fc.array(tie('rule'), { minLength: 2, maxLength: 3 }).map(some),
      tie('rule').map(none),
    ),
  }))
  return rule
}

const all = (parts: Said[]): Said => ({
  text: parts.map(({ text }) => `(${text})`).join(' and '),
  holds: (sight) => {
    const known = parts.map(({ holds }) => holds(sight))
    return known.includes(false) ? false : known.includes(undefined) ? undefined : true
  },
})
const some = (parts: Said[]): Said => ({
  text: parts.map(({ text }) => `(${text})`).join(' or '),
  holds: (sight) => {
    const known = parts.map(({ holds }) => holds(sight))
    return known.includes(true) ? true : known.includes(undefined) ? undefined : false
  },
})
const none = ({ text, holds }: Said): Said => ({
  text: `not (${text})`,
  holds: (sight) => {
    const known = holds(sight)
    return known === undefined ? undefined : !known
  },
})

const WORDS: Record<Operator, string> = { '=': 'eq', '!=': 'ne', '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' }

/** What a request asks: of a related record only where there is one; what is missing is different from everything. */
function testAt({ path, kind, valueIn }: Place): fc.Arbitrary<Asked> {
  const known = (sight: Sight, judge: (value: Json) => boolean): boolean => {
    const value = valueIn(sight)
    return value !== undefined && judge(value)
  }
  const exists = fc.boolean().map((wanted): Asked => ({
    json: { [path]: { exists: wanted } },
    holds: (sight) => known(sight, (value) => (value !== null) === wanted),
  }))
  if (kind === 'relation') return exists
  if (kind === 'multiSelect')
    return fc.tuple(fc.constantFrom(...EQUAL), fc.constantFrom(...OPTIONS)).map(([operator, label]): Asked => ({
      json: { [path]: { [WORDS[operator]]: label } },
      holds: (sight) => known(sight, (value) => (Array.isArray(value) && value.includes(label)) === (operator === '=')),
    }))
  const operators: readonly Operator[] = kind === 'boolean' || kind === 'select' ? EQUAL : ORDERED
  const compare = fc.tuple(fc.constantFrom(...operators), scalarOf[kind]).map(([operator, operand]): Asked => ({
    json: { [path]: { [WORDS[operator]]: operand } },
    holds: (sight) => known(sight, (value) => compared(operator, value, operand) === true),
  }))
  return fc.oneof(compare, exists)
}

/** Whether one sees there what a path leads through. */
function isOpen({ name, rule }: Veil, path: string, sight: Sight): boolean {
  return path.split('.')[0] !== name || rule.holds(sight) === true
}

/** Words begin words of texts and choices that one sees. */
export function isFound(world: World, row: Row): boolean {
  const sight = sightOf(world, row)
  return world.kinds.some((kind, i) => {
    if ((kind !== 'text' && kind !== 'select') || !isOpen(world.veiled, `f${i}`, sight)) return false
    const words = String(shown(row, { name: `f${i}`, id: `fx${i}` }, kind) ?? '').toLowerCase()
    return words.split(' ').some((word) => word.startsWith(world.search))
  })
}

function filterOver(places: readonly Place[], veil: Veil): fc.Arbitrary<Asked> {
  const test = fc.constantFrom(...places).chain((place) =>
    testAt(place).map(({ json, holds }): Asked => ({
      json,
      holds: (sight) => isOpen(veil, place.path, sight) && holds(sight),
    })),
  )
  const several = fc.tuple(fc.constantFrom('and', 'or'), fc.array(test, { minLength: 1, maxLength: 3 }))
  return several.map(([word, tests]): Asked => ({
    json: { [word]: tests.map(({ json }) => json) },
    holds: (sight) =>
      word === 'and' ? tests.every(({ holds }) => holds(sight)) : tests.some(({ holds }) => holds(sight)),
  }))
}

const SORTED: readonly Kind[] = ['integer', 'text', 'date']

export const world: fc.Arbitrary<World> = fc
  .record({
    more: fc.array(fc.constantFrom<Kind>('text', 'boolean', 'date', 'select', 'multiSelect', 'integer'), {
      minLength: 1,
      maxLength: 4,
    }),
    refers: fc.boolean(),
    parentKinds: fc.array(fc.constantFrom<Kind>('text', 'integer', 'select', 'date', 'multiSelect'), {
      minLength: 1,
      maxLength: 3,
    }),
  })
  .chain(({ more, refers, parentKinds }) => {
    const kinds: Kind[] = ['integer', ...more, ...(refers ? (['relation'] as const) : [])]
    const places = placesOf({ kinds, parentKinds })
    const veils = fc
      .constantFrom(...kinds.map((_, i) => `f${i}`).slice(1))
      .chain((name) => ruleOver(places).map((rule): Veil => ({ name, rule })))
    return veils.chain((veil) => worldUnder(veil, { kinds, parentKinds, places }))
  })

function worldUnder(
  veiled: Veil,
  { kinds, parentKinds, places }: { kinds: Kind[]; parentKinds: Kind[]; places: Place[] },
): fc.Arbitrary<World> {
  const rows = Array.from({ length: 9 }, (_, i) => rowOf(kinds, 'f', `r${i}`))
  const parents = ['p0', 'p1', 'p2'].map((id) => rowOf(parentKinds, 'g', id))
  const names = kinds
    .flatMap((kind, i) => (SORTED.includes(kind) ? [`f${i}`] : []))
    .filter((name) => name !== veiled.name)
  const groups = kinds
    .flatMap((kind, i) => (kind === 'relation' || kind === 'multiSelect' ? [] : [`f${i}`]))
    .filter((name) => name !== veiled.name)
  return fc.record({
    kinds: fc.constant(kinds),
    parentKinds: fc.constant(parentKinds),
    items: fc.tuple(...rows).chain((list) => fc.subarray(list)),
    parents: fc.tuple(...parents).chain((list) => fc.subarray(list)),
    claims: claims(),
    actorId: fc.constant('me'),
    own: fc.boolean(),
    rule: ruleOver(places),
    filter: filterOver(places, veiled),
    veiled: fc.constant(veiled),
    search: fc.constantFrom('a', 'ab', 'x', 'n'),
    sort: fc.tuple(fc.constantFrom(...names), fc.boolean()).map(([name, isDown]): World['sort'] => {
      return { text: isDown ? `-${name}` : name, name, direction: isDown ? -1 : 1 }
    }),
    limit: fc.integer({ min: 1, max: 4 }),
    sums: fc.constantFrom(...groups).map((groupBy) => ({ field: 'f0', groupBy })),
  })
}

function claims(): fc.Arbitrary<Record<string, Claim>> {
  const given = fc.record(
    {
      level: fc.integer({ min: -1, max: 2 }),
      team: fc.constantFrom('a', 'B'),
      vip: fc.boolean(),
      day: fc.constantFrom('2026-03-01', TODAY),
      stage: fc.constantFrom('Open', 'Never'),
    },
    { requiredKeys: [] },
  )
  return fc.tuple(given, fc.subarray(['cook', 'guest'])).map(([known, roles]) => ({ ...known, id: 'me', roles }))
}

/** Nothing before everything; what is equal by id, in the same direction. */
export function comparing({ sort: { name, direction }, kinds }: World): (a: Row, b: Row) => number {
  const column = { name, id: `fx${name.slice(1)}` }
  const kind = kinds[Number(name.slice(1))] ?? 'text'
  const rank = (a: Json, b: Json): number => {
    if (a === b) return 0
    if (a === null || b === null) return a === null ? -1 : 1
    return order('<', a, b) ? -1 : 1
  }
  return (a, b) => direction * (rank(shown(a, column, kind), shown(b, column, kind)) || rank(a.id, b.id))
}

export function sumsOf({ sums: { field, groupBy }, kinds }: World, rows: readonly Row[]): Json[][] {
  const place = Number(groupBy.slice(1))
  const kind = kinds[place] ?? 'text'
  const groups = Map.groupBy(rows, (row) => JSON.stringify(shown(row, { name: groupBy, id: `fx${place}` }, kind)))
  return [...groups].map(([key, group]) => {
    const sum = group.reduce((total, row) => total + Number(row.values[`fx${field.slice(1)}`] ?? 0), 0)
    return [JSON.parse(key) as Json, group.length, sum]
  })
}

export function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}
