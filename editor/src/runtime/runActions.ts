import { assertNever } from '@axiom/shared/assertNever'
import type { ModelView } from '@axiom/shared/document/views'
import { evaluate } from '@axiom/shared/expressions/lazy'
import { isObject, type Json } from '@axiom/shared/json'
import type { CompiledApp } from '@axiom/shared/model/app'
import { fillRoute } from '@axiom/shared/model/routes'
import type { Action, ActionText } from '@axiom/shared/widgets/actions'

import { r } from '../texts/r.ts'
import {
  deliver,
  errorsOf,
  inScope,
  type RecordSource,
  recordPath,
  recordPost,
  runQuery,
  titleOf,
} from '../widgets/apiHost.ts'
import type { Scope, WidgetHost } from '../widgets/host.ts'
import { safeUrl, shown } from '../widgets/props.ts'
import type { AppState } from './appState.ts'

export interface Note {
  message: string
  tone: 'info' | 'success' | 'danger'
}

/** What actions work on. */
export interface ActionWorld extends RecordSource {
  app: CompiledApp
  scope: () => Scope
  state: AppState
  go: (address: string) => void
  refresh: (collection: string | null) => void
  notify: (note: Note) => void
  /** Leads to the app's page for it. */
  signIn: () => void
  signOut: () => Promise<void>
}

/** Why an action could not be carried out, in words for who pressed the button. */
class ActionFailure extends Error {}

/** What it makes waits on the device: the actions behind it have nothing to rest on. */
class ActionKept extends ActionFailure {}

/**
 * Runs the actions of an event in order; the first that fails ends the list and says why. Never rejects: a failed action must
 * not break the page. A created or changed record is `record` for the actions behind it.
 */
export function createActions(world: ActionWorld): WidgetHost['run'] {
  return async (actions, local) => {
    const known: Scope = { ...local }
    try {
      // Compiling the app has left out what is no action.
      for (const action of Array.isArray(actions) ? (actions as unknown as Action[]) : []) {
        const record = await runOne(world, action, () => ({ ...world.scope(), ...known }))
        if (record) known['record'] = record
      }
    } catch (error) {
      if (!(error instanceof ActionFailure)) reportError(error)
      world.notify({
        message: error instanceof ActionFailure ? error.message : r('error.failed'),
        tone: error instanceof ActionKept ? 'info' : 'danger',
      })
    }
  }
}

type ScopeNow = () => Scope

/** Carries out one action; answers the record that it made or changed. */
async function runOne(world: ActionWorld, action: Action, scope: ScopeNow): Promise<Record<string, Json> | undefined> {
  switch (action.kind) {
    case 'navigate':
      return navigate(world, action, scope)
    case 'openUrl':
      return openUrl(action, scope)
    case 'notify':
      world.notify({ message: await textOf(action.message, scope), tone: action.tone })
      return undefined
    case 'createRecord': {
      const model = modelOf(world, action.modelId)
      const values = Object.entries(await valuesOf(model, action.values, scope)).filter(([, value]) => value !== null)
      return send(world, { method: 'POST', model, body: Object.fromEntries(values) })
    }
    case 'updateRecord': {
      const model = modelOf(world, action.modelId)
      const id = await recordIdOf(action.recordId, scope)
      return send(world, { method: 'PATCH', model, id, body: await valuesOf(model, action.values, scope) })
    }
    case 'deleteRecord':
      await send(world, {
        method: 'DELETE',
        model: modelOf(world, action.modelId),
        id: await recordIdOf(action.recordId, scope),
      })
      return undefined
    case 'refresh':
      world.refresh(action.modelId === null ? null : modelOf(world, action.modelId).name)
      return undefined
    case 'runQuery':
      return askQuery(world, action, scope)
    case 'setState':
      world.state.set(action.name, await valueOf(action.value, scope))
      return undefined
    case 'signIn':
      world.signIn()
      return undefined
    case 'signOut':
      await world.signOut()
      return undefined
    default:
      return assertNever(action)
  }
}

type ActionOf<Kind extends Action['kind']> = Extract<Action, { kind: Kind }>

async function navigate({ app, go }: ActionWorld, action: ActionOf<'navigate'>, scope: ScopeNow): Promise<undefined> {
  const screen = app.screens.find(({ id }) => id === action.screenId)
  if (!screen) throw new ActionFailure(r('error.screenGone'))
  const params: Record<string, string> = {}
  for (const [name, source] of Object.entries(action.params)) {
    const value = shown(await valueOf(source, scope))
    if (value !== '') params[name] = value
  }
  const address = fillRoute(screen.route, params)
  if (address === null) throw new ActionFailure(r('error.paramMissing'))
  go(address)
}

/** Its answer is state, so that whatever shows it follows. */
async function askQuery(world: ActionWorld, action: ActionOf<'runQuery'>, scope: ScopeNow): Promise<undefined> {
  const query = world.app.queries?.find(({ id }) => id === action.queryId)
  if (!query) throw new ActionFailure(r('error.queryGone'))
  const given: Scope = inScope(scope())
  for (const [name, source] of Object.entries(action.values)) given[name] = await valueOf(source, scope)
  const { data } = await runQuery(world, query, given).catch((error: unknown) => {
    throw new ActionFailure(error instanceof Error ? error.message : r('error.failed'))
  })
  world.state.set(action.into, data)
}

async function openUrl({ url, newTab }: ActionOf<'openUrl'>, scope: ScopeNow): Promise<undefined> {
  const address = safeUrl(await textOf(url, scope))
  if (address === undefined) throw new ActionFailure(r('error.address'))
  window.open(address, newTab ? '_blank' : '_self', 'noopener')
}

function modelOf({ app }: ActionWorld, id: string): ModelView {
  const model = app.models.find((one) => one.id === id)
  if (!model) throw new ActionFailure(r('error.modelGone'))
  return model
}

interface Write {
  method: 'POST' | 'PATCH' | 'DELETE'
  model: ModelView
  id?: string
  body?: Record<string, Json>
}

async function send(world: ActionWorld, { method, model, id, body }: Write): Promise<Record<string, Json> | undefined> {
  const place = id === undefined ? model.name : `${model.name}/${encodeURIComponent(id)}`
  const isKnown = isObject(world.scope()['currentUser'])
  const asked =
    method === 'POST'
      ? deliver(world, recordPost(world, { model, body: body ?? {}, title: model.label, isKnown }))
      : world.fetchJson(method, recordPath(world, place), body)
  const answer = await asked.catch(() => {
    throw new ActionFailure(r('error.unreachable'))
  })
  if (answer === null) throw new ActionKept(r('form.kept'))
  if (answer.status >= 300) throw new ActionFailure(refusalOf(answer.body, model))
  world.refresh(model.name)
  const data = isObject(answer.body) ? answer.body['data'] : undefined
  return isObject(data) ? (data as Record<string, Json>) : undefined
}

/** The title of a refusal, and what is wrong with which field. */
function refusalOf(body: unknown, model: ModelView): string {
  const details = Object.entries(errorsOf(body)).map(
    ([path, message]) => `${model.fields.find(({ name }) => name === path)?.label ?? path}: ${message}`,
  )
  return details.length === 0 ? titleOf(body) : r('error.detail', { title: titleOf(body), detail: details.join(' · ') })
}

/** Values are kept by field id, so that a rename never breaks them; fields that are gone are left out. */
async function valuesOf(
  model: ModelView,
  sources: ActionOf<'createRecord'>['values'],
  scope: ScopeNow,
): Promise<Record<string, Json>> {
  const values: Record<string, Json> = {}
  for (const { id, name } of model.fields) {
    const source = Object.hasOwn(sources, id) ? sources[id] : undefined
    if (source !== undefined) values[name] = await valueOf(source, scope)
  }
  return values
}

async function recordIdOf(source: string, scope: ScopeNow): Promise<string> {
  const id = source.trim() === '' ? null : await valueOf(source, scope)
  if (typeof id !== 'string' || id === '') throw new ActionFailure(r('error.noRecord'))
  return id
}

async function textOf(text: ActionText, scope: ScopeNow): Promise<string> {
  return typeof text === 'string' ? text : shown(await valueOf(text.expression, scope))
}

async function valueOf(source: string, scope: ScopeNow): Promise<Json> {
  const outcome = await evaluate(source, scope()).catch(() => {
    throw new ActionFailure(r('error.unreachable'))
  })
  if (!outcome.ok) throw new ActionFailure(r('error.expression', { message: outcome.message }))
  return outcome.value
}
