import { freeName, RESERVED_COLLECTIONS, RESERVED_FIELDS } from '../model/names.ts'
import { fieldOf } from './fieldRules.ts'
import { PLAN_LIMITS, type AppPlan, type FieldPlan, type ModelPlan, type ScreenPlan } from './plan.ts'
import { readBrief, type Thing } from './readBrief.ts'
import { ENTITIES } from './vocabulary.ts'
import { pluralPhrase, singular, toApiName, toLabel } from './words.ts'

/** What a thing of which nothing is known gets. */
const UNKNOWN = 'name!, status, date, notes'

interface Planned extends Thing {
  model: string
  label: string
}

/**
 * Models, fields, relations and screens for a description in plain English, by rules: a vocabulary of things, and what names of fields say
 * about their values. Needs no network; the same words give the same plan. Always a valid `AppPlan`.
 */
export function suggestApp(brief: string): AppPlan {
  const { things, isPublic } = readBrief(brief)
  const planned = nameModels(things.slice(0, PLAN_LIMITS.models))
  const why: string[] = []
  const models = planned.map((thing) => modelOf(thing, planned, why))
  const [head] = models
  if (isPublic && head) {
    const open = publicModel(planned, models) ?? head
    open.rules = { create: 'public' }
    why.push(
      `Visitors may send ${open.label.toLowerCase()}, as the description asks for it; nobody but members reads them.`,
    )
  }
  why.push('Everything else is closed: members read, editors write, until a rule opens it.')
  return { title: titleOf(brief, head), models, screens: screensOf(models), why }
}

function nameModels(things: readonly Thing[]): Planned[] {
  const taken: string[] = [...RESERVED_COLLECTIONS]
  return things.map((thing) => {
    const many = pluralPhrase(thing.word)
    const model = freeName(toApiName(many, 'records'), taken)
    taken.push(model)
    return { ...thing, model, label: toLabel(many) }
  })
}

function modelOf(thing: Planned, all: readonly Planned[], why: string[]): ModelPlan {
  const known = thing.entity === null ? undefined : ENTITIES[thing.entity]
  const fields = new Map<string, FieldPlan>()
  const add = (field: FieldPlan): void => {
    const old = [...fields.values()].find((known) => isSameField(known, field))
    if (old === undefined && (fields.size >= PLAN_LIMITS.fields || RESERVED_FIELDS.includes(field.name))) return
    fields.set(old?.name ?? field.name, old === undefined ? field : old)
  }
  for (const written of (known?.fields ?? UNKNOWN).split(',')) addWritten(written.trim(), { thing, all, add, fields })
  for (const asked of thing.asked) addAsked(asked, fields, add)
  // In a list of things, the first is what the others are about: unknown ones point to it.
  const [head] = all
  if (known === undefined && head && head !== thing) add(reference(head))
  why.push(sentenceOf(thing))
  for (const { refersTo, label } of fields.values())
    if (refersTo !== undefined)
      why.push(`${thing.label} name their ${label.toLowerCase()}, as in ${labelOf(all, refersTo)}.`)
  return { name: thing.model, label: thing.label, rules: {}, fields: [...fields.values()] }
}

interface Adding {
  thing: Planned
  all: readonly Planned[]
  add: (field: FieldPlan) => void
  fields: ReadonlyMap<string, FieldPlan>
}

/** `customer>` refers to the model of customers where there is one, and is a plain text otherwise; `?customer>` is left out then. */
function addWritten(written: string, { thing, all, add, fields }: Adding): void {
  const [, optional = '', word = '', mark = ''] = /^(\??)([^>]+)>(.*)$/.exec(written) ?? []
  if (word === '') return add(fieldOf(written))
  const target = all.find((one) => one !== thing && (one.word === word || one.entity === word))
  if (target) {
    const known = [...fields.values()].some(({ refersTo }) => refersTo === target.model)
    if (!known) add({ ...reference(target), required: mark === '!' })
  } else if (optional === '') add(fieldOf(word + mark))
}

function reference({ word, model }: Planned): FieldPlan {
  return { ...fieldOf(word), type: 'text', options: [], unique: false, maxLength: 200, refersTo: model }
}

/** `servings` and `serving` are one field. */
function isSameField(a: FieldPlan, b: FieldPlan): boolean {
  return a.name === b.name || singular(a.name) === singular(b.name)
}

/** What the description says wins: its own choices, and `expected close date` in the place of the usual `close date`. */
function addAsked(asked: string, fields: Map<string, FieldPlan>, add: (field: FieldPlan) => void): void {
  const field = fieldOf(asked)
  const old = [...fields.values()].find(
    (known) =>
      isSameField(known, field) ||
      (known.type === field.type && field.label.toLowerCase().endsWith(` ${known.label.toLowerCase()}`)),
  )
  if (old === undefined) return add(field)
  const { options } = asked.includes('=') ? field : old
  const { required, unique } = old
  const { name, label } = isSameField(old, field) ? old : field
  const kept = asked.includes('=') ? field : old
  const next = { ...kept, name, label, options, required, unique }
  const entries = [...fields].map(([key, value]) =>
    key === old.name ? ([name, next] as const) : ([key, value] as const),
  )
  fields.clear()
  for (const [key, value] of entries) fields.set(key, value)
}

function sentenceOf({ label, entity, asked, because }: Planned): string {
  if (because === 'implied') return `${label}: such an app keeps them.`
  const extra = asked.length > 0 ? `, with ${asked.map((field) => field.split('=')[0]).join(', ')} as you asked` : ''
  return entity === null
    ? `${label}: named in the description; a usual set of fields to begin with${extra}.`.slice(0, 400)
    : `${label}: named in the description${extra}.`.slice(0, 400)
}

const labelOf = (all: readonly Planned[], model: string): string =>
  all.find((one) => one.model === model)?.label ?? model

/** What strangers send is rather a request than the catalogue it is about. */
function publicModel(planned: readonly Planned[], models: readonly ModelPlan[]): ModelPlan | undefined {
  const sent = new Set([
    'booking',
    'message',
    'review',
    'enrolment',
    'attendee',
    'candidate',
    'order',
    'donation',
    'appointment',
    'ticket',
    'lead',
  ])
  const index = planned.findIndex(({ entity }) => entity !== null && sent.has(entity))
  return models[index]
}

function screensOf(models: readonly ModelPlan[]): ScreenPlan[] {
  const lists = models.map(({ name, label }): ScreenPlan => ({ name: label, kind: 'list', model: name }))
  const [head] = models
  return head && models.length > 1 ? [{ name: 'Overview', kind: 'overview', model: head.name }, ...lists] : lists
}

/** The description's own first words, short; else what it is about. */
function titleOf(brief: string, head: ModelPlan | undefined): string {
  const first = brief.trim().split(/[.,;:\n(]| with | that | where | for | so that | including /i)[0] ?? ''
  const words = first
    .replace(
      /^(please |i |we |want |need |would like |to |build |make |create |me |us |a |an |the |simple |small )+/i,
      '',
    )
    .trim()
  const short = words.length >= 3 && words.length <= 40 ? words : (head?.label ?? 'App')
  return toLabel(short)
}
