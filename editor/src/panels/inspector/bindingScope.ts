import type { DocumentStore } from '@axiom/shared/document/store'
import type { ScreenView } from '@axiom/shared/document/views'

import { useEditorState } from '../../session/editorState.ts'
import type { Scope } from '../../widgets/host.ts'
import { remembered } from '../../widgets/remembered.ts'

type Project = Pick<DocumentStore, 'getMeta' | 'getScreens'>

/** What expressions can read in the editor: the same names as in the published app, where nobody has done anything yet. */
export function bindingScope(store: Project, screenId: string | null): Scope {
  return scopeOf(store.getMeta(), store.getScreens(), screenId)
}

/** The scope of the open screen; the same object until something in it changes. */
export function openScreenScope(store: Project): () => Scope {
  return remembered(() => [store.getMeta(), store.getScreens(), useEditorState.getState().screenId] as const, scopeOf)
}

/** Calls back when the project's name, a screen, or which one is open may have changed; returns the function that stops. */
export function watchOpenScreenScope(store: Pick<DocumentStore, 'subscribe'>, listener: () => void): () => void {
  const stops = [
    store.subscribe('meta', listener),
    store.subscribe('screens', listener),
    useEditorState.subscribe(listener),
  ]
  return () => stops.forEach((stop) => stop())
}

function scopeOf(
  { name }: ReturnType<Project['getMeta']>,
  screens: readonly ScreenView[],
  screenId: string | null,
): Scope {
  const screen = screens.find(({ id }) => id === screenId)
  return {
    app: { name: typeof name === 'string' ? name : 'App' },
    screen: screen ? { name: screen.name, route: screen.route, title: screen.title } : {},
    params: {},
    state: {},
    // Nobody is signed in at an app that is being built.
    currentUser: null,
  }
}
