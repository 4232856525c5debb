import type { Origin, ProjectDoc } from '@axiom/shared/document/projectDoc'
import type { ModelView, NodeView, QueryView, ScreenView } from '@axiom/shared/document/views'
import type { FlowView } from '@axiom/shared/flows/flow'
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'

import type { Peer } from './presence.ts'
import type { ProjectSession } from './projectSession.ts'
import type { SyncStatus } from './syncStatus.ts'

export const ProjectSessionContext = createContext<ProjectSession | null>(null)

/** The project of this page. Throws outside of a project page. */
export function useProjectSession(): ProjectSession {
  const session = useContext(ProjectSessionContext)
  if (session === null) throw new Error('useProjectSession needs a ProjectSessionProvider above it')
  return session
}

/** One part of the document: re-renders only when the parsed view of that part is another one. */
function useView<T>(key: string, read: () => T): T {
  const { store } = useProjectSession()
  const subscribe = useCallback((listener: () => void) => store.subscribe(key as never, listener), [store, key])
  return useSyncExternalStore(subscribe, read)
}

export function useNode(id: string): NodeView | null {
  const { store } = useProjectSession()
  return useView(`node:${id}`, () => store.getNode(id))
}

export function useChildren(id: string): readonly string[] {
  const { store } = useProjectSession()
  return useView(`children:${id}`, () => store.getChildren(id))
}

export function useScreens(): readonly ScreenView[] {
  const { store } = useProjectSession()
  return useView('screens', () => store.getScreens())
}

export function useModels(): readonly ModelView[] {
  const { store } = useProjectSession()
  return useView('models', () => store.getModels())
}

export function useQueries(): readonly QueryView[] {
  const { store } = useProjectSession()
  return useView('queries', () => store.getQueries())
}

export function useFlows(): readonly FlowView[] {
  const { store } = useProjectSession()
  return useView('flows', () => store.getFlows())
}

export function useTheme(): ReturnType<ProjectSession['store']['getTheme']> {
  const { store } = useProjectSession()
  return useView('theme', () => store.getTheme())
}

export function useTrash(): ReturnType<ProjectSession['store']['getTrash']> {
  const { store } = useProjectSession()
  return useView('trash', () => store.getTrash())
}

export function useMeta(): ReturnType<ProjectSession['store']['getMeta']> {
  const { store } = useProjectSession()
  return useView('meta', () => store.getMeta())
}

export function useSyncStatus(): SyncStatus {
  const { status } = useProjectSession()
  return useSyncExternalStore(status.subscribe, status.get)
}

/** True once there is a document to show. */
export function useLoaded(): boolean {
  const { status, loaded } = useProjectSession()
  return useSyncExternalStore(status.subscribe, loaded)
}

export interface UndoHandle {
  undoLabel: string | null
  redoLabel: string | null
  undo: ProjectSession['undo']['undo']
  redo: ProjectSession['undo']['redo']
}

export function useUndo(): UndoHandle {
  const { undo } = useProjectSession()
  const subscribe = useCallback((listener: () => void) => undo.subscribe(listener), [undo])
  const undoLabel = useSyncExternalStore(subscribe, () => undo.state().undoLabel)
  const redoLabel = useSyncExternalStore(subscribe, () => undo.state().redoLabel)
  return { undoLabel, redoLabel, undo: () => undo.undo(), redo: () => undo.redo() }
}

export function usePeers(): readonly Peer[] {
  const { presence } = useProjectSession()
  return useSyncExternalStore(presence.subscribePeers, presence.getPeers)
}

/** Runs document operations as one undo step with a name. */
export function useEdit(): (label: string, work: (doc: ProjectDoc, origin: Origin) => void) => void {
  const { undo, doc, origin } = useProjectSession()
  return useCallback((label, work) => undo.step(label, () => work(doc, origin)), [undo, doc, origin])
}
