import type { ProjectState } from '@axiom/shared/contracts/versions'
import { themeToCss } from '@axiom/shared/widgets/theme'
import { useQuery } from '@tanstack/react-query'
import { useMemo, type ReactNode } from 'react'

import { api } from '../../api/client.ts'
import { Artboard } from '../../canvas/Artboard.tsx'
import { ProjectSessionContext, useProjectSession, useScreens, useTheme } from '../../document/hooks.ts'
import { openPast } from '../../document/past.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { useProjectHost } from './useProjectHost.ts'

/** In the place of the open screen how it was, as long as that is chosen in the comparison. */
export function PastBoard(): ReactNode {
  const path = useEditorState(({ comparison, compared }) => (compared === 'past' ? (comparison?.path ?? null) : null))
  return path === null ? null : <Loaded path={path} />
}

function Loaded({ path }: { path: string }): ReactNode {
  const session = useProjectSession()
  const past = useQuery({
    queryKey: [path],
    queryFn: async () => openPast((await api.get<ProjectState>(path)).state),
    // What was does not change, and a document is no plain data.
    staleTime: Infinity,
    structuralSharing: false,
  })
  const earlier = useMemo(() => past.data && { ...session, ...past.data }, [session, past.data])
  if (past.isError) return <Note>{past.error.message}</Note>
  if (!earlier) return null
  return (
    <ProjectSessionContext.Provider value={earlier}>
      <Board />
    </ProjectSessionContext.Provider>
  )
}

function Board(): ReactNode {
  const screenId = useEditorState((state) => state.screenId)
  const title = useEditorState((state) => state.comparison?.title ?? '')
  const wasThere = useScreens().some(({ id }) => id === screenId)
  const theme = useTheme()
  const variables = useMemo(() => themeToCss(theme), [theme])
  const host = useProjectHost()
  if (screenId === null || !wasThere) return <Note>{t('compare.noScreen')}</Note>
  return (
    <div ref={keepToItself} className="ax-past" role="group" aria-label={t('compare.preview', { title })}>
      <Artboard screenId={screenId} host={host} boardRef={null} theme={variables} />
    </div>
  )
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
