import { readRichText } from '@axiom/shared/document/richText'
import type { NodeView } from '@axiom/shared/document/views'
import { useMemo } from 'react'

import { watchCollection } from '../../api/changes.ts'
import { getAccessToken } from '../../api/session.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { useEnvironment } from '../../panels/data/useEnvironment.ts'
import { openScreenScope, watchOpenScreenScope } from '../../panels/inspector/bindingScope.ts'
import { createApiHost } from '../../widgets/apiHost.ts'
import { isQueryPlace, type WidgetHost } from '../../widgets/host.ts'
import { fetchJson } from './fetchJson.ts'

/** What the project's widgets see of the world: its models, texts and rows of the chosen environment. */
export function useProjectHost(more: Pick<WidgetHost, 'run' | 'hrefOf'> = INERT): WidgetHost {
  const { projectId, doc, store } = useProjectSession()
  const { env } = useEnvironment()
  // Another environment is another host: widgets read again.
  return useMemo(() => {
    const watchRows = watchCollection(projectId, env)
    return createApiHost({
      projectId,
      fetchJson,
      token: getAccessToken,
      env: () => env,
      models: () => store.getModels(),
      queries: () => store.getQueries(),
      richText: (nodeId) => readRichText(doc, nodeId),
      screenOf: (form: NodeView) => rootOf(store, form),
      // On the canvas nobody sends anything.
      formOf: () => '',
      scope: openScreenScope(store),
      watchScope: (listener) => watchOpenScreenScope(store, listener),
      watch: (collection, listener) => (isQueryPlace(collection) ? () => undefined : watchRows(collection, listener)),
      ...more,
    })
  }, [projectId, doc, store, env, more])
}

/** On the canvas nothing is followed or run. */
const INERT: Pick<WidgetHost, 'run' | 'hrefOf'> = { run: () => Promise.resolve(), hrefOf: () => null }

function rootOf(store: ReturnType<typeof useProjectSession>['store'], node: NodeView): string {
  let at: NodeView | null = node
  let root = node.parentId
  for (const seen = new Set<string>(); at && !seen.has(at.id); at = store.getNode(at.parentId)) {
    seen.add(at.id)
    root = at.parentId
  }
  return root
}
