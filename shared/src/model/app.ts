import { type ApiView, parseApis } from '../document/parseApis.ts'
import type { ProjectDoc } from '../document/projectDoc.ts'
import { readRichText, type RichTextJson } from '../document/richText.ts'
import { createDocumentStore } from '../document/store.ts'
import { childrenOf } from '../document/tree.ts'
import type { ModelView, NodeView, QueryView, ScreenView } from '../document/views.ts'
import type { FlowView } from '../flows/flow.ts'
import type { Json } from '../json.ts'
import { parseActions } from '../widgets/actions.ts'

/** A project as the runtime needs it: what a release freezes and `/app.json` answers. */
export interface CompiledApp {
  projectId: string
  name: string
  theme: Record<string, Json>
  screens: ScreenView[]
  /** Living nodes of living screens, parents before children, siblings in order. */
  nodes: NodeView[]
  richTexts: Record<string, RichTextJson>
  models: ModelView[]
  /** Releases of before have none. */
  queries?: QueryView[]
  /** Endpoints that people made; releases of before have none. */
  apis?: ApiView[]
  /** Absent in releases of before there were flows. */
  flows?: FlowView[]
}

/** Compiles the document as it is now. Pure; hidden and trashed things stay out. */
export function compileApp(doc: ProjectDoc, projectId: string): CompiledApp {
  const store = createDocumentStore(doc)
  try {
    const screens = [...store.getScreens()]
    const nodes: NodeView[] = []
    const richTexts: Record<string, RichTextJson> = {}
    const queue = screens.flatMap((screen) => childrenOf(store.getTree(), screen.id))
    for (let i = 0; i < queue.length; i++) {
      const node = store.getNode(queue[i] ?? '')
      if (!node || node.hidden) continue
      nodes.push({ ...node, events: checkedEvents(node.events) })
      const richText = readRichText(doc, node.id)
      if (richText) richTexts[node.id] = richText
      queue.push(...childrenOf(store.getTree(), node.id))
    }
    const name = store.getMeta()['name']
    return {
      projectId,
      name: typeof name === 'string' ? name : 'App',
      theme: { ...store.getTheme() },
      screens,
      nodes,
      richTexts,
      models: [...store.getModels()],
      queries: [...store.getQueries()],
      apis: parseApis(doc),
      flows: [...store.getFlows()],
    }
  } finally {
    store.dispose()
  }
}

/**
 * What visitors may know: of a query its name and parameters, never what it asks of whom; neither whom forms tell nor what
 * flows and own endpoints do, nor on what conditions records are shown.
 */
export function toPublicApp({ flows: _flows, apis: _apis, ...app }: CompiledApp): CompiledApp {
  const queries = (app.queries ?? []).map((query) => ({ ...query, sourceId: '', request: '', transform: '' }))
  const models = app.models.map(({ conditions: _conditions, ...model }) => model)
  return {
    ...app,
    models,
    queries,
    nodes: app.nodes.map((node) => (node.type === 'form' ? withoutNotify(node) : node)),
  }
}

function withoutNotify(node: NodeView): NodeView {
  const { notify: _addresses, ...props } = node.props
  return { ...node, props }
}

/** The runtime trusts what it is given: only actions that it can carry out get there. */
function checkedEvents(events: NodeView['events']): NodeView['events'] {
  return Object.fromEntries(Object.entries(events).map(([event, actions]) => [event, parseActions(actions)]))
}
