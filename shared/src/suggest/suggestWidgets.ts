import type { NodeSpec } from '../document/operations/insertNodes.ts'
import type { ProjectDoc } from '../document/projectDoc.ts'
import { createDocumentStore, type DocumentStore } from '../document/store.ts'
import { widget } from '../document/templates/orders.ts'
import { subtreeOf } from '../document/tree.ts'
import type { ModelView, NodeView } from '../document/views.ts'
import { inputFor, screenFromModel } from './screenFromModel.ts'

export interface WidgetSuggestion {
  /** What it is, as the insert panel says it. */
  label: string
  why: string
  /** Where it goes: a screen, or a widget with children. */
  parentId: string
  nodes: NodeSpec[]
}

export interface WidgetContext {
  screenId: string
  /** What is selected, if anything. */
  nodeId?: string | undefined
}

/** More is no help. */
const MOST = 8

/** What usually comes next on a screen, bound and labelled; the most likely first. Reads only. */
export function suggestWidgets(doc: ProjectDoc, { screenId, nodeId }: WidgetContext): WidgetSuggestion[] {
  const store = createDocumentStore(doc)
  try {
    const nodes = subtreeOf(store.getTree(), screenId).flatMap((id) => store.getNode(id) ?? [])
    const selected = nodeId === undefined ? undefined : nodes.find(({ id }) => id === nodeId)
    const scene: Scene = { store, screenId, nodes }
    const placedAt = lowestOf(nodes.filter(({ parentId }) => parentId === screenId)) + 24
    return [...(selected ? inside(scene, selected) : []), ...forModels(scene), ...forScreen(scene)]
      .slice(0, MOST)
      .map((one) =>
        one.parentId === screenId ? { ...one, nodes: one.nodes.map((node) => below(node, placedAt)) } : one,
      )
  } finally {
    store.dispose()
  }
}

interface Scene {
  store: DocumentStore
  screenId: string
  nodes: readonly NodeView[]
}

const lowestOf = (nodes: readonly NodeView[]): number =>
  nodes.reduce((bottom, { frame }) => Math.max(bottom, frame.y + frame.h), 0)

function below(node: NodeSpec, y: number): NodeSpec {
  const { w = 320, h = 40 } = node.frame ?? {}
  return { ...node, frame: { x: 32, y, w, h } }
}

/** A form lacks inputs, an empty box its first thing. */
function inside({ store }: Scene, selected: NodeView): WidgetSuggestion[] {
  if (selected.type === 'form') {
    const model = store.getModels().find(({ id }) => id === selected.props['model'])
    const below = subtreeOf(store.getTree(), selected.id).map((id) => store.getNode(id)?.props['field'])
    return (model?.fields ?? []).flatMap((field): WidgetSuggestion[] => {
      const input = below.includes(field.id) ? null : inputFor(field)
      if (!input) return []
      return [{ label: field.label, why: 'The form does not ask for it yet.', parentId: selected.id, nodes: [input] }]
    })
  }
  const isEmptyBox =
    (selected.type === 'card' || selected.type === 'container') && store.getChildren(selected.id).length === 0
  if (!isEmptyBox) return []
  const nodes = [widget('heading', { props: { level: 2 } }), widget('richText', {})]
  return [{ label: 'Heading and text', why: 'The box is empty.', parentId: selected.id, nodes }]
}

/** Records need a table, a table a form, both a number. Models that the screen shows already come first. */
function forModels({ store, screenId, nodes }: Scene): WidgetSuggestion[] {
  const has = (type: string, { id }: ModelView): boolean =>
    nodes.some((node) => node.type === type && node.props['model'] === id)
  const shown = (model: ModelView): number => ['table', 'form', 'stat'].filter((type) => has(type, model)).length
  const models = store.getModels().toSorted((a, b) => shown(b) - shown(a))
  return models.flatMap((model) =>
    (['table', 'form', 'stat'] as const).flatMap((type): WidgetSuggestion[] => {
      const spec = screenFromModel(model).find((node) => node.type === type)
      if (has(type, model) || !spec) return []
      return [{ label: spec.name ?? type, why: WHY[type](model.label), parentId: screenId, nodes: [spec] }]
    }),
  )
}

const WHY = {
  table: (label: string) => `Nothing on this screen lists ${label.toLowerCase()}.`,
  form: (label: string) => `Nobody can add to ${label.toLowerCase()} here.`,
  stat: (label: string) => `How many ${label.toLowerCase()} there are, at a glance.`,
}

function forScreen({ store, screenId, nodes }: Scene): WidgetSuggestion[] {
  if (nodes.some(({ type }) => type === 'heading')) return []
  const screen = store.getScreens().find(({ id }) => id === screenId)
  const title = widget('heading', { name: 'Title', texts: { text: screen?.name ?? 'Title' } })
  return [{ label: 'Title', why: 'The screen does not say what it is.', parentId: screenId, nodes: [title] }]
}
