import { z } from 'zod'

import type { Difference } from '../document/diff.ts'
import { editText } from '../document/operations/editText.ts'
import { setField } from '../document/operations/setField.ts'
import { setModel } from '../document/operations/setModel.ts'
import type { ProjectDoc } from '../document/projectDoc.ts'
import { createDocumentStore, type DocumentStore } from '../document/store.ts'
import { subtreeOf } from '../document/tree.ts'
import type { NodeView } from '../document/views.ts'
import { applyPlan, differenceOf } from './applyPlan.ts'
import type { Finding } from './finding.ts'
import { knownModel } from './knownModel.ts'
import { AppPlan, FieldPlan } from './plan.ts'

/** What of a project is told: more reads nobody. */
const MOST = { widgets: 300, characters: 160 } as const

const Id = z.string().min(1).max(60)
const Label = z.string().trim().min(1).max(80)

/** All that an idea can do: change words, name something better, add a field. There are no words for rules, data or addresses. */
const IdeaEdit = z.discriminatedUnion('edit', [
  z.strictObject({
    edit: z.literal('reword'),
    widget: Id,
    /** Which of the widget's texts. */
    text: z.string().min(1).max(40),
    to: z.string().trim().min(1).max(400),
  }),
  z.strictObject({ edit: z.literal('relabel'), id: Id, to: Label }),
  z.strictObject({ edit: z.literal('addField'), model: Id, field: FieldPlan }),
])
type IdeaEdit = z.infer<typeof IdeaEdit>

/** What a language model would make better, before it is tried on the project. */
export const IdeaPlan = z.strictObject({
  ideas: z
    .array(
      z.strictObject({
        severity: z.enum(['high', 'medium', 'low']),
        /** Id of the widget, model or field that it is about. */
        about: Id,
        message: z.string().trim().min(1).max(400),
        /** The edit in words, as on a button. */
        label: Label,
        edits: z.array(IdeaEdit).min(1).max(6),
      }),
    )
    .max(12),
})
export type IdeaPlan = z.infer<typeof IdeaPlan>
type Idea = IdeaPlan['ideas'][number]

/** What a project has, with the ids by which ideas name it; without anybody's records. */
export function outlineFor(doc: ProjectDoc) {
  return reading(doc, (store) => ({
    models: store.getModels().map(({ id, name, label, fields }) => ({
      id,
      name,
      label,
      fields: fields.map((field) => ({ id: field.id, name: field.name, label: field.label, type: field.type })),
    })),
    screens: store.getScreens().map(({ id, name }) => ({ name, widgets: widgetsOn(store, id) })),
  }))
}

function widgetsOn(store: DocumentStore, screenId: string) {
  return subtreeOf(store.getTree(), screenId)
    .map((id) => store.getNode(id))
    .filter((node): node is NodeView => node !== null && node !== undefined && !node.hidden && !node.trashed)
    .slice(0, MOST.widgets)
    .map(({ id, type, name, texts }) => ({
      id,
      type,
      name,
      texts: Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text.slice(0, MOST.characters)])),
    }))
}

/** The ideas that can be applied, as findings; those that name what is not there, or change nothing, are left out. */
export function findingsOf(doc: ProjectDoc, { ideas }: IdeaPlan): Finding[] {
  return reading(doc, (store) =>
    ideas.flatMap((idea): Finding[] => {
      const subject = subjectOf(store, idea.about)
      const difference = subject && tried(doc, store, idea)
      if (!difference || difference.entries.length === 0) return []
      const { severity, about: id, message, label } = idea
      return [{ kind: 'idea', severity, id, ...subject, message, fix: { label, difference } }]
    }),
  )
}

function subjectOf(store: DocumentStore, id: string): Pick<Finding, 'name' | 'screenId'> | null {
  const node = store.getNode(id)
  if (node && !node.trashed) {
    const screen = store.getScreens().find((each) => subtreeOf(store.getTree(), each.id).includes(id))
    return { name: node.name, screenId: screen?.id ?? null }
  }
  const named = store
    .getModels()
    .flatMap((model) => [model, ...model.fields])
    .find((each) => each.id === id)
  return named ? { name: named.label, screenId: null } : null
}

function tried(doc: ProjectDoc, store: DocumentStore, { edits }: Idea): Difference | null {
  const makers = edits.map((edit) => makerOf(store, edit))
  if (makers.includes(null)) return null
  return differenceOf(doc, (copy, origin) => {
    for (const make of makers) make?.(copy, origin)
  })
}

type Maker = Parameters<typeof differenceOf>[1]

/** Null where an edit names what is not there, or could not be made. */
function makerOf(store: DocumentStore, edit: IdeaEdit): Maker | null {
  switch (edit.edit) {
    case 'reword': {
      const { widget: id, text: name, to: text } = edit
      const isThere = Object.hasOwn(store.getNode(id)?.texts ?? {}, name)
      return isThere ? (copy, origin) => editText(copy, { id, name, text }, origin) : null
    }
    case 'relabel': {
      const { id, to: label } = edit
      const models = store.getModels()
      if (models.some((model) => model.id === id)) return (copy, origin) => setModel(copy, { id, label }, origin)
      const isField = models.some(({ fields }) => fields.some((field) => field.id === id))
      return isField ? (copy, origin) => setField(copy, { id, label }, origin) : null
    }
    case 'addField': {
      const model = store.getModels().find(({ id, name }) => id === edit.model || name === edit.model)
      if (!model || model.fields.some(({ name }) => name === edit.field.name)) return null
      const known = knownModel(model)
      const models = [{ ...known, fields: [...known.fields, edit.field] }]
      const plan = AppPlan.safeParse({ title: known.label, models, screens: [], why: [] })
      return plan.success ? (copy, origin) => applyPlan(copy, plan.data, origin) : null
    }
  }
}

function reading<T>(doc: ProjectDoc, read: (store: DocumentStore) => T): T {
  const store = createDocumentStore(doc)
  try {
    return read(store)
  } finally {
    store.dispose()
  }
}
