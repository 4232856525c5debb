import type { DocumentStore } from '@axiom/shared/document/store'

import type { Scope } from '../../widgets/host.ts'

type Project = Pick<DocumentStore, 'getMeta' | 'getScreens'>

/** What expressions can read in the editor: the same names as in the published app, where nobody has done anything yet. */
export function bindingScope(store: Project, screenId: string | null): Scope {
  const screen = store.getScreens().find(({ id }) => id === screenId)
  const name = store.getMeta()['name']
  return {
    app: { name: typeof name === 'string' ? name : 'App' },
    screen: screen ? { name: screen.name, route: screen.route, title: screen.title } : {},
    params: {},
    state: {},
  }
}

/** Calls back when the project's name or a screen has changed; returns the function that stops. */
export function watchBindingScope(store: Pick<DocumentStore, 'subscribe'>, listener: () => void): () => void {
  const stops = (['meta', 'screens'] as const).map((key) => store.subscribe(key, listener))
  return () => stops.forEach((stop) => stop())
}
