import { SCREEN_WIDTH } from '@axiom/shared/widgets/styles'
import { themeToCss } from '@axiom/shared/widgets/theme'
import { useDroppable } from '@dnd-kit/core'
import { useMergedRef } from '@mantine/hooks'
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react'

import { createEdits } from '../actions/edits.ts'
import { showShortcut } from '../actions/shortcuts.ts'
import { useChildren, usePeers, useProjectSession, useScreens, useTheme } from '../document/hooks.ts'
import { openScreen, useEditorState } from '../session/editorState.ts'
import { zoomToFit } from '../session/viewport.ts'
import type { ToolMachine, World } from '../session/world.ts'
import { t } from '../texts/t.ts'
import type { WidgetHost } from '../widgets/host.ts'
import { Announcer } from './Announcer.tsx'
import { Artboard } from './Artboard.tsx'

import './canvas.css'
import { type CanvasController, createController } from './controller.ts'
import { CANVAS_DROP_ID, useInsertTarget } from './insertDrag.tsx'
import { TextLayer } from './text/TextLayer.tsx'

interface CanvasProps {
  host: WidgetHost
  /** Another state of the open screen, drawn in its place when there is one. */
  past?: ReactNode
  /** `createTools` of `tools/idle.ts`: handed in, because canvas and tools don't import each other. */
  createTools: (world: World) => ToolMachine
}

/** The drafting table: the open screen, everybody on it, and what the hand does to it. */
export function Canvas({ host, past, createTools }: CanvasProps): ReactNode {
  const screenId = useOpenScreen()
  const theme = useTheme()
  const variables = useMemo(() => themeToCss(theme), [theme])
  const { root, world, board, overlay } = useController(screenId, createTools)
  const { setNodeRef } = useDroppable({ id: CANVAS_DROP_ID })
  const ref = useMergedRef(root, setNodeRef)
  return (
    <div
      ref={ref}
      className="ax-canvas"
      tabIndex={0}
      role="application"
      aria-label={t('shell.canvas')}
      aria-roledescription={t('canvas.role')}
      data-testid="canvas"
    >
      <div ref={world} className="ax-world">
        {screenId !== null && <Artboard screenId={screenId} host={host} boardRef={board} theme={variables} />}
        {screenId !== null && <EmptyHint screenId={screenId} />}
        {past}
      </div>
      <BoardLabel screenId={screenId} />
      <div ref={overlay} className="ax-overlay" aria-hidden="true" />
      <TextLayer />
      <Announcer />
    </div>
  )
}

/** The open screen, or the first living one when it is gone (trashed by somebody, or none was chosen yet). */
function useOpenScreen(): string | null {
  const screens = useScreens()
  const wanted = useEditorState((state) => state.screenId)
  const found = screens.find((screen) => screen.id === wanted) ?? screens[0]
  const id = found?.id ?? null
  useEffect(() => openScreen(id), [id])
  return id
}

function useController(screenId: string | null, createTools: CanvasProps['createTools']) {
  const session = useProjectSession()
  const target = useInsertTarget()
  const peers = usePeers()
  const root = useRef<HTMLDivElement>(null)
  const world = useRef<HTMLDivElement>(null)
  const board = useRef<HTMLDivElement>(null)
  const overlay = useRef<HTMLDivElement>(null)
  const [controller, setController] = useState<CanvasController | null>(null)
  useLayoutEffect(() => {
    if (screenId === null || !root.current || !world.current || !board.current || !overlay.current) return
    const elements = { root: root.current, world: world.current, board: board.current, overlay: overlay.current }
    const made = createController(elements, session, createEdits(session), createTools)
    target.set(made)
    setController(made)
    return () => {
      target.set(null)
      made.dispose()
    }
  }, [screenId, session, createTools, target])
  useEffect(() => controller?.setPeers(peers), [controller, peers])
  const hasScreen = screenId !== null
  const breakpoint = useEditorState((state) => state.breakpoint)
  useEffect(() => {
    if (hasScreen) zoomToFit()
  }, [hasScreen, breakpoint])
  return { root, world, board, overlay }
}

function BoardLabel({ screenId }: { screenId: string | null }): ReactNode {
  const screen = useScreens().find(({ id }) => id === screenId)
  const breakpoint = useEditorState((state) => state.breakpoint)
  const pan = useEditorState((state) => state.pan)
  if (!screen) return null
  return (
    <div className="ax-board-label" style={{ transform: `translate(${pan.x}px, ${pan.y - 22}px)` }}>
      <b>{screen.name}</b>
      <span>{t(`top.${breakpoint}`)}</span>
      <span>{SCREEN_WIDTH[breakpoint]}</span>
    </div>
  )
}

function EmptyHint({ screenId }: { screenId: string }): ReactNode {
  const children = useChildren(screenId)
  if (children.length > 0) return null
  return (
    <div className="ax-board-empty">
      <b>{t('canvas.emptyTitle')}</b>
      {t('canvas.emptyLead', { keys: showShortcut('mod+k') })}
    </div>
  )
}
