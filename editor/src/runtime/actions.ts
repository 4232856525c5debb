import { isObject, type Json } from '@axiom/shared/json'
import type { CompiledApp } from '@axiom/shared/model/app'

import type { FetchJson } from '../widgets/apiHost.ts'
import { safeUrl } from '../widgets/props.ts'

export interface ActionWorld {
  app: CompiledApp
  env: () => 'draft' | 'live' | ''
  fetchJson: FetchJson
  go: (route: string) => void
  notify: (message: string) => void
}

/** Runs a list of actions in order; each was made in the editor and is read with care. */
export function createActions(world: ActionWorld): (actions: Json) => void {
  return (actions) => {
    const list: unknown[] = Array.isArray(actions) ? actions : []
    const run = async (): Promise<void> => {
      for (const action of list) if (isObject(action)) await runOne(world, action)
    }
    run().catch((error: unknown) =>
      world.notify(error instanceof Error ? error.message : 'That did not work. Try again.'),
    )
  }
}

async function runOne(
  { app, env, fetchJson, go, notify }: ActionWorld,
  action: Record<string, unknown>,
): Promise<void> {
  const text = (key: string): string => (typeof action[key] === 'string' ? action[key] : '')
  switch (action['kind']) {
    case 'navigate': {
      const screen = app.screens.find((one) => one.id === text('screenId'))
      if (screen) go(screen.route)
      return
    }
    case 'openUrl': {
      const url = safeUrl(text('url'))
      if (url) window.open(url, action['newTab'] === false ? '_self' : '_blank', 'noopener')
      return
    }
    case 'notify':
      return notify(text('message'))
    case 'createRecord': {
      const model = app.models.find((one) => one.id === text('modelId'))
      const values = isObject(action['values']) ? (action['values'] as Record<string, Json>) : {}
      if (!model) return
      const chosen = env()
      const { status, body } = await fetchJson(
        'POST',
        `/api/dynamic/${app.projectId}/${model.name}${chosen === '' ? '' : `?env=${chosen}`}`,
        values,
      )
      if (status !== 201) notify(isObject(body) ? String(body['title']) : 'That did not work. Try again.')
      return
    }
    default:
      return
  }
}
