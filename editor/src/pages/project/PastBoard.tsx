import type { DocumentStore } from '@axiom/shared/document/store'
import { themeToCss } from '@axiom/shared/widgets/theme'
import { useMemo, type ReactNode } from 'react'

import { Artboard } from '../../canvas/Artboard.tsx'
import { ProjectSessionContext, useProjectSession, useScreens, useTheme } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { createStaticHost, isQueryPlace, type WidgetHost } from '../../widgets/host.ts'
import { usePast } from './usePast.ts'
import { useProjectHost } from './useProjectHost.ts'

/** In the place of the open screen how it was, as long as that is chosen in the comparison. */
export function PastBoard(): ReactNode {
  const path = useEditorState(({ comparison, compared }) => (compared === 'past' ? (comparison?.path ?? null) : null))
  return path === null ? null : <Loaded path={path} />
}

function Loaded({ path }: { path: string }): ReactNode {
  const session = useProjectSession()
  const past = usePast(path)
  const earlier = useMemo(() => past.data && { ...session, ...past.data }, [session, past.data])
  if (past.isError) return <Note>{past.error.message}</Note>
  if (!earlier) return null
  return (
    <ProjectSessionContext.Provider value={earlier}>
      <Board living={session.store} />
    </ProjectSessionContext.Provider>
  )
}

function Board({ living }: { living: DocumentStore }): ReactNode {
  const screenId = useEditorState((state) => state.comparedScreenId ?? state.screenId)
  const title = useEditorState((state) => state.comparison?.title ?? '')
  const wasThere = useScreens().some(({ id }) => id === screenId)
  const theme = useTheme()
  const variables = useMemo(() => themeToCss(theme), [theme])
  const own = useProjectHost()
  const host = useMemo(() => withEmptyNew(own, living), [own, living])
  if (screenId === null || !wasThere) return <Note>{t('compare.noScreen')}</Note>
  return (
    <div ref={keepToItself} className="ax-past" role="group" aria-label={t('compare.preview', { title })}>
      <Artboard screenId={screenId} host={host} boardRef={null} theme={variables} />
    </div>
  )
}

/** A collection that is only suggested has no records yet. */
function withEmptyNew(host: WidgetHost, living: DocumentStore): WidgetHost {
  const empty = createStaticHost()
  const hostOf = (collection: string): WidgetHost =>
    isQueryPlace(collection) || living.getModels().some(({ name }) => name === collection) ? host : empty
  return {
    ...host,
    list: (query, signal) => hostOf(query.collection).list(query, signal),
    stat: (collection, sum, signal) => hostOf(collection).stat(collection, sum, signal),
    watch: (collection, listener) => hostOf(collection).watch(collection, listener),
  }
}

function Note({ children }: { children: string }): ReactNode {
  return (
    <div className="ax-past ax-past-note" role="alert">
      {children}
    </div>
  )
}

/** The tools of the canvas listen below React: what was is not to be taken hold of. */
function keepToItself(element: HTMLElement | null): void {
  element?.addEventListener('pointerdown', (event) => event.stopPropagation())
}
