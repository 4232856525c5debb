import type { ModelView } from '../document/views.ts'
import { fieldOf } from './fieldRules.ts'
import { knownModel } from './knownModel.ts'
import { PLAN_LIMITS, type AppPlan, type FieldPlan, type ModelPlan } from './plan.ts'
import { readBrief } from './readBrief.ts'
import { suggestApp } from './suggestApp.ts'
import { pluralPhrase, singularPhrase, toApiName } from './words.ts'

/**
 * What a description asks for in a project that has these models: more fields for them, models beside them. What is there already stands
 * in the plan as it is, so that others can refer to it. Always a valid `AppPlan`; without models the same as `suggestApp`.
 */
export function suggestChange(brief: string, models: readonly ModelView[]): AppPlan {
  if (models.length === 0) return suggestApp(brief)
  return moreFields(brief, models) ?? besides(brief, models)
}

const ADDITION =
  /^(?:please |can you |could you |i want to |we need to )?(?:add|give|track|record|store|include|put)\s+(.+?)\s+(?:to|for|on|in|of)\s+(?:the |each |every |all |our |my |a |an )*([\p{L}\p{N} ]+?)\s*[.!]?$/u

/** “Add a due date and a priority (low, high) to tasks”: fields for a model that is there; null where the words say something else. */
function moreFields(brief: string, models: readonly ModelView[]): AppPlan | null {
  const [, what = '', whose = ''] = ADDITION.exec(brief.trim().toLowerCase()) ?? []
  const model = models.find((one) => namesOf(one).includes(singularPhrase(whose)))
  if (!model) return null
  const fields = phrasesIn(what).map(fieldOf)
  const known = knownModel(model)
  const added = fields.filter(({ name }) => !known.fields.some((field) => field.name === name))
  return {
    title: model.label,
    models: [{ ...known, fields: merged(known.fields, added) }],
    screens: [],
    why:
      added.length === 0
        ? [`${model.label} have that already.`]
        : added.map(({ label }) => `${model.label} get ${label.toLowerCase()}, also in their forms and tables.`),
  }
}

const namesOf = ({ name, label }: ModelView): string[] =>
  [name, label].map((word) => singularPhrase(word.toLowerCase().trim()))

/** `a due date, priority (low, high) and cost` → `due date`, `priority=Low|High`, `cost`. */
function phrasesIn(text: string): string[] {
  // What is in brackets are choices of what stands before them.
  const parts = text.split(/,\s*(?:and\s+)?(?![^(]*\))|\s+and\s+(?![^(]*\))/)
  return parts.flatMap((part) => {
    const [, head = '', choices] =
      /^\s*(?:(?:a|an|the|their|its)\s+)?([^()]+?)\s*(?:\(([^()]*)\))?\s*$/.exec(part) ?? []
    if (head === '') return []
    if (choices === undefined) return [singularPhrase(head)]
    const options = choices.split(/,|\/|\bor\b/).map((option) => capitalised(option.trim()))
    return [`${head}=${options.filter(Boolean).join('|')}`]
  })
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** New models beside those that are there; these get only what the words name. */
function besides(brief: string, models: readonly ModelView[]): AppPlan {
  const plan = suggestApp(brief)
  const asked = askedOf(brief)
  const existing = new Map(models.map((model) => [model.name, model]))
  const isKnown = ({ name }: Pick<ModelPlan, 'name'>): boolean => existing.has(name)
  const planned = plan.models.map((model): ModelPlan => {
    const view = existing.get(model.name)
    if (!view) return model
    const wanted = model.fields.filter(
      ({ name, refersTo }) => refersTo !== undefined || asked.get(model.name)?.has(name),
    )
    const known = knownModel(view)
    return { ...known, fields: merged(known.fields, wanted) }
  })
  const isNew = plan.models.some((model) => !isKnown(model))
  const known = plan.models.filter(isKnown)
  // What is said of them as if they were new is not so.
  const said = plan.why.filter((sentence) => !known.some(({ label }) => sentence.startsWith(`${label}: `)))
  return {
    ...plan,
    models: planned,
    // A screen for what is new; where nothing is, the words want to see what is there.
    screens: plan.screens.filter(({ kind, model }) => kind === 'list' && (!isNew || !existing.has(model))),
    why: [...known.map(({ label }) => `${label} are in the project and stay.`), ...said].slice(0, 60),
  }
}

/** Fields that the words themselves name, by model. */
function askedOf(brief: string): Map<string, Set<string>> {
  return new Map(
    readBrief(brief).things.map(({ word, asked }) => [
      toApiName(pluralPhrase(word), 'records'),
      new Set(asked.map((phrase) => fieldOf(phrase).name)),
    ]),
  )
}

function merged(known: readonly FieldPlan[], more: readonly FieldPlan[]): FieldPlan[] {
  const added = more.filter(({ name }) => !known.some((field) => field.name === name)).slice(0, PLAN_LIMITS.fields - 1)
  return [...known.slice(0, PLAN_LIMITS.fields - added.length), ...added]
}
