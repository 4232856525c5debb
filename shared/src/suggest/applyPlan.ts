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
    const made = new Map(
      plan.models.map((model) => {
        const known = there.get(model.name)
        return [model.name, known ? extendModel(copy, known, model, origin) : makeModel(copy, model, origin)]
      }),
    )
    const all = new Map(parseModels(copy).map((model) => [model.id, model]))
    const modelOf = (name: string): ModelView | undefined => all.get(made.get(name) ?? '')
    makeScreens(copy, plan, modelOf, origin)
  })
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

function makeModel(doc: ProjectDoc, { name, label, rules, fields }: ModelPlan, origin: Origin): string {
  const id = addModel(doc, { name, label }, origin)
  if (rules.create !== undefined) setModelRule(doc, { id, operation: 'create', audience: rules.create }, origin)
  for (const field of fields) makeField(doc, id, field, origin)
  return id
}

/** What is there stays as it is; fields that it lacks are added, also where its records are typed and listed. */
function extendModel(doc: ProjectDoc, known: ModelView, { fields }: ModelPlan, origin: Origin): string {
  const { id } = known
  const lacking = fields.filter(({ name }) => !known.fields.some((field) => field.name === name))
  const made = new Set(lacking.map((field) => makeField(doc, id, field, origin)))
  const added = parseModels(doc).flatMap((model) => model.fields.filter((field) => made.has(field.id)))
  if (added.length > 0) showFields(doc, id, added, origin)
  return id
}

function makeField(doc: ProjectDoc, modelId: string, plan: FieldPlan, origin: Origin): string {
  const { name, label, type, options, required, unique, min, max, maxLength, refersTo } = plan
  const limits = { min, max, maxLength }
  const constraints = {
    ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
    ...(required ? { required } : {}),
    ...(unique ? { unique } : {}),
    // Looked up by it.
    ...(refersTo === undefined ? {} : { indexed: true }),
  }
  const id = addField(doc, { modelId, name, label, type, constraints, options }, origin)
  if (!required || type !== 'select') return id
  const field = parseModels(doc)
    .flatMap((model) => model.fields)
    .find((one) => one.id === id)
  const [first] = field?.options ?? []
  if (first) setField(doc, { id, constraints: { default: first.id } }, origin)
  return id
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
