import type { FieldView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import type { Json, JsonObject } from '@axiom/shared/json'
import type { BackLink, CompiledModel, Link } from '@axiom/shared/model/compile'
import { BACK_LIST, EXPAND_DEPTH, isMany } from '@axiom/shared/model/relations'
import { conditionOfReading } from '@axiom/shared/rules/conditionOf'

import type { Filter } from '../../platform/db/port.ts'
import { type Asking, conditionFilter, type Scope, scopeOf } from './policy.ts'
import { refuse } from './query/parseFilter.ts'
import { idsOf } from './references.ts'
import { type Looking, presentRecords, sightOf } from './sight.ts'
import type { RecordStore } from './store.ts'
import { rowsOf, type StoredRecord } from './stored.ts'
import type { Place } from './target.ts'

const MOST_PATHS = 20
/** Related records that one answer may carry. */
const MOST_RECORDS = 5_000

/** What is to be expanded: relations by name, each with what is expanded of its records. */
export type Expansion = ReadonlyMap<string, Step>

interface Step {
  /** Whose records it leaves from. */
  from: CompiledModel
  to: { kind: 'link'; link: Link } | { kind: 'back'; back: BackLink } | { kind: 'user'; field: FieldView }
  /** What of its records is open to the caller; null for people. */
  scope: Scope | null
  then: Expansion
}

/** Reads `customer.city,orders_via_customer`. Throws `invalid_filter`; the rules of each target are asked here. */
export function parseExpand(compiled: CompiledModel, text: unknown, place: Asking): Expansion {
  if (text === undefined || text === '') return new Map()
  if (typeof text !== 'string') return refuse('expand', 'Send this parameter once.')
  const paths = text.split(',').map((path) => path.trim().split('.'))
  if (paths.length > MOST_PATHS) refuse('expand', `Expand at most ${MOST_PATHS} relations.`)
  if (paths.some((path) => path.length > EXPAND_DEPTH)) refuse('expand', `Go at most ${EXPAND_DEPTH} relations deep.`)
  return toSteps(compiled, paths, place)
}

function toSteps(compiled: CompiledModel, paths: string[][], place: Asking): Expansion {
  const byFirst = Map.groupBy(paths, ([first = '']) => first)
  return new Map(
    [...byFirst].map(([name, group]): [string, Step] => {
      const rest = group.map(([, ...more]) => more).filter((more) => more.length > 0)
      const to = findStep(compiled, name)
      const next = to.kind === 'link' ? to.link.target : to.kind === 'back' ? to.back.source : null
      const scope = next && scopeOf(place, next, to.kind === 'link' ? 'read' : 'list')
      if (next && !scope) refuse('expand', `The rules of ${next.model.label} do not let you read it.`)
      if (!next && rest.length > 0) refuse('expand', `Nothing can be expanded of "${name}".`)
      return [name, { from: compiled, to, scope, then: next ? toSteps(next, rest, place) : new Map() }]
    }),
  )
}

function findStep(compiled: CompiledModel, name: string): Step['to'] {
  const link = compiled.links.get(name)
  if (link) return { kind: 'link', link }
  const field = compiled.byName.get(name)
  if (field?.type === 'user') return { kind: 'user', field }
  const back = compiled.backLinks.get(name)
  if (back) return { kind: 'back', back }
  return refuse('expand', `"${name.slice(0, 80)}" is no relation of ${compiled.model.name}.`)
}

export interface ExpandDeps {
  store: RecordStore
  /** Names of members and of app users by id, as far as they are the caller's business. */
  people: (place: Place, ids: string[]) => Promise<{ id: string; name: string }[]>
}

/** What belongs under `expand` of each record, by its id. One query per relation, however many records. */
export function createExpander({ store, people }: ExpandDeps) {
  async function expand(
    place: Place,
    records: readonly StoredRecord[],
    steps: Expansion,
    budget = { left: MOST_RECORDS },
  ): Promise<Map<string, JsonObject>> {
    const all = new Map(records.map(({ _id }): [string, JsonObject] => [_id, {}]))
    if (records.length === 0) return all
    for (const [name, step] of steps) {
      const values = await follow(place, records, step, budget)
      for (const [id, value] of values) Object.assign(all.get(id) ?? {}, { [name]: value })
    }
    return all
  }

  async function follow(
    place: Place,
    records: readonly StoredRecord[],
    { from, to, scope, then }: Step,
    budget: { left: number },
  ): Promise<[string, Json][]> {
    if (to.kind === 'back') return followBack(place, records, { back: to.back, scope, then }, budget)
    const field = to.kind === 'link' ? to.link.field : to.field
    const known = await knownOnes(store, { ...place, compiled: from }, field, records)
    const ids = [...new Set(known.flatMap(({ f }) => idsOf(f[field.id])))]
    spend(budget, ids.length)
    const found =
      to.kind === 'user'
        ? new Map((await people(place, ids)).map(({ id, name }): [string, Json] => [id, { id, name }]))
        : await present(
            place,
            to.link.target,
            await openOnes(store, { place, link: to.link, ids, scope }),
            then,
            budget,
          )
    return known.map(({ _id, f }): [string, Json] => {
      const there = idsOf(f[field.id]).flatMap((id) => found.get(id) ?? [])
      return [_id, isMany(field) ? there : (there[0] ?? null)]
    })
  }

  /** The newest records that refer to each. */
  async function followBack(
    place: Place,
    records: readonly StoredRecord[],
    { back, scope, then }: { back: BackLink; scope: Scope | null; then: Expansion },
    budget: { left: number },
  ): Promise<[string, Json][]> {
    const found = await referringTo(store, place, records, { back, scope, most: Math.max(budget.left, 1) })
    const listed = listFor(records, found, back)
    const shown = uniqueById(listed.flatMap(({ rows }) => rows))
    spend(budget, shown.length)
    const json = await present(place, back.source, shown, then, budget)
    return listed.map(({ _id, rows }) => [_id, rows.flatMap((row) => json.get(row._id) ?? [])])
  }

  async function present(
    place: Place,
    compiled: CompiledModel,
    records: StoredRecord[],
    then: Expansion,
    budget: { left: number },
  ): Promise<Map<string, Json>> {
    const deeper = then.size > 0 ? await expand(place, records, then, budget) : null
    const shown = await presentRecords(store, { ...place, compiled }, records)
    return new Map(
      records.map(({ _id }, i): [string, Json] => [
        _id,
        { ...shown[i], ...(deeper ? { expand: deeper.get(_id) ?? {} } : {}) },
      ]),
    )
  }

  return { expand }
}

export type Expander = ReturnType<typeof createExpander>

/** Those of the records whose relation the caller sees: nothing follows it from the others. */
async function knownOnes(
  store: RecordStore,
  from: Looking,
  { id }: FieldView,
  records: readonly StoredRecord[],
): Promise<readonly StoredRecord[]> {
  if (!from.compiled.partly.read.has(id)) return records
  const sees = await sightOf(store, from, records)
  return records.filter((record) => sees(record, id))
}

interface From {
  back: BackLink
  scope: Scope | null
  most: number
}

/** The newest that refer to any of the records, as far as the caller sees that they do. */
async function referringTo(
  store: RecordStore,
  place: Place,
  records: readonly StoredRecord[],
  { back: { source, field }, scope, most }: From,
): Promise<StoredRecord[]> {
  const path = `f.${field.id}`
  const rule = conditionOfReading(source, field.id)
  const open = { $and: [scope?.filter ?? {}, rule ? conditionFilter(place, rule) : {}] }
  const read = (wanted: Filter, limit: number): Promise<StoredRecord[]> =>
    store.list(rowsOf(place, source.model), { $and: [open, wanted] }, { ...NEWEST, limit })
  const together = await read({ [path]: { $in: records.map(({ _id }) => _id) } }, most + 1)
  if (together.length <= most) return together
  // Where some have very many, each is asked by itself: else the others' would not be among the newest.
  return (await Promise.all(records.map(({ _id }) => read({ [path]: _id }, BACK_LIST)))).flat()
}

const NEWEST = { sort: { createdAt: -1, _id: -1 } } as const

/** Of what was found, the newest that refer to each record. */
function listFor(records: readonly StoredRecord[], found: readonly StoredRecord[], { field }: BackLink) {
  return records.map(({ _id }) => ({
    _id,
    rows: uniqueById(found.filter(({ f }) => idsOf(f[field.id]).includes(_id))).slice(0, BACK_LIST),
  }))
}

interface Wanted {
  place: Place
  link: Link
  ids: string[]
  scope: Scope | null
}

/** Those of the records that are open to the caller. */
async function openOnes(store: RecordStore, { place, link, ids, scope }: Wanted): Promise<StoredRecord[]> {
  return scope ? store.findMany(rowsOf(place, link.target.model), ids, scope.filter) : []
}

function spend(budget: { left: number }, count: number): void {
  budget.left -= count
  if (budget.left >= 0) return
  throw new AppError('invalid_filter', {
    errors: [
      { path: 'expand', code: 'invalid', message: 'This would answer too many related records. Ask for fewer.' },
    ],
  })
}

function uniqueById(records: readonly StoredRecord[]): StoredRecord[] {
  return [...new Map(records.map((record) => [record._id, record])).values()]
}
