import * as Y from 'yjs'

import { applyDifference, diffDocuments, type Difference } from '../document/diff.ts'
import { addField } from '../document/operations/addField.ts'
import { addModel } from '../document/operations/addModel.ts'
import { addScreen } from '../document/operations/addScreen.ts'
import { insertNodes } from '../document/operations/insertNodes.ts'
import { setField } from '../document/operations/setField.ts'
import { setModelRule } from '../document/operations/setModelRule.ts'
import { setScreen } from '../document/operations/setScreen.ts'
import { parseModels } from '../document/parseModels.ts'
import { parseScreen } from '../document/parseScreen.ts'
import { openProjectDoc, type Origin, type ProjectDoc } from '../document/projectDoc.ts'
import { childrenOf, readTree } from '../document/tree.ts'
import type { ModelView } from '../document/views.ts'
import type { AppPlan, FieldPlan, ModelPlan, ScreenPlan } from './plan.ts'
import { overviewScreen, screenFromModel } from './screenFromModel.ts'
import { showFields } from './showFields.ts'

/** Makes what the plan says; within one step of undo it is taken back as one. */
export function applyPlan(doc: ProjectDoc, plan: AppPlan, origin: Origin): void {
  applyDifference(doc, planDifference(doc, plan), origin)
}

/** What making the plan would change in the document, to be proposed, accepted in part, or applied; changes nothing itself. */
export function planDifference(doc: ProjectDoc, plan: AppPlan): Difference {
  return differenceOf(doc, (copy, origin) => {
    const there = new Map(parseModels(copy).map((model) => [model.name, model]))
    // All models first: fields refer to them.
    const ids = new Map(
      plan.models.map(({ name, label }) => [name, there.get(name)?.id ?? addModel(copy, { name, label }, origin)]),
    )
    for (const model of plan.models) {
      const making: Making = { doc: copy, origin, model, id: ids.get(model.name) ?? '', ids, plan }
      const known = there.get(model.name)
      if (known) extendModel(making, known)
      else fillModel(making)
    }
    const all = new Map(parseModels(copy).map((model) => [model.id, model]))
    const modelOf = (name: string): ModelView | undefined => all.get(ids.get(name) ?? '')
    makeScreens(copy, plan, modelOf, origin)
  })
}

/** One model of a plan, as it is made. */
interface Making {
  doc: ProjectDoc
  origin: Origin
  plan: AppPlan
  model: ModelPlan
  id: string
  /** Of all models of the plan, by name. */
  ids: ReadonlyMap<string, string>
}

/** What `work` would change, tried on a copy. */
export function differenceOf(doc: ProjectDoc, work: (copy: ProjectDoc, origin: Origin) => void): Difference {
  const copy = openProjectDoc(new Y.Doc({ gc: true }), doc.chance)
  Y.applyUpdate(copy.y, Y.encodeStateAsUpdate(doc.y))
  try {
    work(copy, { kind: 'editor', label: 'Suggestion' })
    return diffDocuments(doc, copy)
  } finally {
    copy.y.destroy()
  }
}

function fillModel(making: Making): void {
  const { doc, origin, id, model } = making
  const { create } = model.rules
  if (create !== undefined) setModelRule(doc, { id, operation: 'create', audience: create }, origin)
  for (const field of model.fields) makeField(making, field)
}

/** What is there stays as it is; fields that it lacks are added, also where its records are typed and listed. */
function extendModel(making: Making, known: ModelView): void {
  const { doc, origin, id, model } = making
  const lacking = model.fields.filter(({ name }) => !known.fields.some((field) => field.name === name))
  const made = new Set(lacking.map((field) => makeField(making, field)))
  const added = parseModels(doc).flatMap(({ fields }) => fields.filter((field) => made.has(field.id)))
  if (added.length > 0) showFields(doc, id, added, origin)
}

function makeField(making: Making, field: FieldPlan): string {
  const { doc, origin, id: modelId } = making
  const { name, label, options, required, unique, min, max, maxLength } = field
  const target = targetOf(making, field)
  if (target !== null) {
    const constraints = { target, ...(required && !isCircular(making, field) ? { required } : {}) }
    return addField(doc, { modelId, name, label, type: 'relation', constraints }, origin)
  }
  const limits = { min, max, maxLength }
  const constraints = {
    ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
    ...(required ? { required } : {}),
    ...(unique ? { unique } : {}),
    // Looked up by it.
    ...(field.refersTo === undefined ? {} : { indexed: true }),
  }
  const id = addField(doc, { modelId, name, label, type: field.type, constraints, options }, origin)
  if (!required || field.type !== 'select') return id
  const [first] = parseModels(doc).flatMap(({ fields }) => fields.find((one) => one.id === id)?.options ?? [])
  if (first) setField(doc, { id, constraints: { default: first.id } }, origin)
  return id
}

/** The model that a field points to; strangers who send records see no others to choose from, and write a name instead. */
function targetOf({ model, ids }: Making, { type, refersTo }: FieldPlan): string | null {
  if (refersTo === undefined || type !== 'text' || model.rules.create !== undefined) return null
  return ids.get(refersTo) ?? null
}

/** Whether the first record of a model would need one that needs it. */
function isCircular({ plan, model }: Making, { refersTo }: FieldPlan): boolean {
  const needed = [refersTo]
  // It grows while it is walked.
  for (const name of needed) {
    if (name === model.name) return true
    const { fields = [] } = plan.models.find((one) => one.name === name) ?? {}
    for (const field of fields)
      if (field.required && field.refersTo !== undefined && !needed.includes(field.refersTo))
        needed.push(field.refersTo)
  }
  return false
}

function makeScreens(
  doc: ProjectDoc,
  { models, screens }: AppPlan,
  modelOf: (name: string) => ModelView | undefined,
  origin: Origin,
): void {
  const made = screens.map((screen, i) => ({ screen, id: makeScreen(doc, screen, i === 0, origin) }))
  const all = models.flatMap(({ name }) => modelOf(name) ?? [])
  for (const { screen, id } of made) {
    const model = modelOf(screen.model)
    if (!model) continue
    const nodes = screen.kind === 'overview' ? overviewScreen(all, model) : screenFromModel(model)
    insertNodes(doc, { parentId: id, nodes }, origin)
  }
}

/** The one empty screen that a new project has becomes the first of the plan. */
function makeScreen(doc: ProjectDoc, { name }: ScreenPlan, isFirst: boolean, origin: Origin): string {
  const living = [...doc.roots.screens].map(([id, row]) => parseScreen(id, row)).filter(({ trashed }) => !trashed)
  const [only] = living
  if (isFirst && living.length === 1 && only && childrenOf(readTree(doc), only.id).length === 0) {
    setScreen(doc, { id: only.id, name }, origin)
    return only.id
  }
  return addScreen(doc, { name }, origin)
}
