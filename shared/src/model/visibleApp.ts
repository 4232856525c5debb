import { type Caller, isBoundByField, mayReadField, maySee, mayWriteField } from '../access/audience.ts'
import type { Entrance } from '../contracts/appAccess.ts'
import type { Registration, Visitor } from '../contracts/appUsers.ts'
import type { ModelView, ScreenView } from '../document/views.ts'
import type { CompiledApp } from './app.ts'

/** What `/app.json` answers: what this visitor may see of the app, and who he is. */
export interface ServedApp extends CompiledApp {
  /** Another one: there is a newer release. */
  releaseId: string
  visitor: Visitor | null
  registration: Registration
  /** What it would take to open the app at all; null: it is open to him. Of an app that is not, only the looks are sent. */
  entrance: Entrance | null
  /** Screens that he may not open. */
  closed: string[]
  /** Sites that may show it in a frame. */
  frameOrigins: string[]
}

/** Of an app that one may not open: its name and its looks, for the page that asks to sign in. */
export function shutApp({ projectId, name, theme }: CompiledApp): CompiledApp {
  return { projectId, name, theme, screens: [], nodes: [], richTexts: {}, models: [] }
}

/** Ids of the screens that a caller may not open. */
export function closedScreens({ screens }: CompiledApp, caller: Caller): string[] {
  return screens.filter(({ access }) => !maySee(access, caller)).map(({ id }) => id)
}

/**
 * An app as a caller may see it. Of a guarded screen only its address and its guard are left: neither its widgets, nor what it is called,
 * nor the models that only it uses. Pure.
 */
export function visibleApp(app: CompiledApp, caller: Caller): CompiledApp {
  return withoutHiddenFields(withoutClosedScreens(app, caller), caller)
}

/** Fields that are not for him are not there; the rules of the others are nobody's business. */
function withoutHiddenFields(app: CompiledApp, caller: Caller): CompiledApp {
  if (!app.models.some(({ fields }) => fields.some(({ access }) => access))) return app
  const models = app.models.map((model) => ({
    ...model,
    fields: model.fields
      .filter((field) => mayReadField(field, caller) || mayWriteField(field, caller))
      .map((field) => {
        const { access: _rules, ...shown } = field
        return isBoundByField(model, field, 'read', caller) ? { ...shown, isPartly: true } : shown
      }),
  }))
  return { ...app, models }
}

function withoutClosedScreens(app: CompiledApp, caller: Caller): CompiledApp {
  const closed = closedScreens(app, caller)
  if (closed.length === 0) return app
  const isOpen = ({ id }: ScreenView): boolean => !closed.includes(id)
  const shown = new Set(app.screens.filter(isOpen).map(({ id }) => id))
  // Parents stand before their children.
  const nodes = app.nodes.filter(({ id, parentId }) => shown.has(parentId) && shown.add(id))
  const richTexts = Object.fromEntries(Object.entries(app.richTexts).filter(([id]) => shown.has(id)))
  const screens = app.screens.map((screen) => (isOpen(screen) ? screen : { ...screen, name: '', title: '' }))
  return { ...app, screens, nodes, richTexts, models: usedModels(app.models, nodes) }
}

/** Models that the widgets name, and those that these name in turn. */
function usedModels(models: readonly ModelView[], nodes: CompiledApp['nodes']): ModelView[] {
  let text = JSON.stringify(nodes)
  let used: ModelView[] = []
  for (;;) {
    const next = models.filter(({ id }) => text.includes(JSON.stringify(id)))
    if (next.length === used.length) return used
    used = next
    text = JSON.stringify([nodes, used.map(({ fields }) => fields)])
  }
}
