import type { DocumentStore } from '@axiom/shared/document/store'
import type { Json } from '@axiom/shared/json'

type Project = Pick<DocumentStore, 'getMeta' | 'getScreens'>

/** What expressions can read in the editor: the same as in the published app. */
export function bindingScope(store: Project, screenId: string | null): Json {
  const screen = store.getScreens().find(({ id }) => id === screenId)
  const name = store.getMeta()['name']
  return {
    app: { name: typeof name === 'string' ? name : 'App' },
    screen: screen ? { name: screen.name, route: screen.route, title: screen.title } : {},
  }
}
