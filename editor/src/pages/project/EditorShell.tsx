import type { Project } from '@axiom/shared/contracts/projects'
import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useState, type ReactNode } from 'react'

import { Canvas } from '../../canvas/Canvas.tsx'
import { useInsertDraggable } from '../../canvas/insertDrag.tsx'
import { DataDock } from '../../panels/data/DataDock.tsx'
import { DataPanel } from '../../panels/data/DataPanel.tsx'
import { FlowDock } from '../../panels/flows/FlowDock.tsx'
import { FlowsPanel } from '../../panels/flows/FlowsPanel.tsx'
import { InsertPanel } from '../../panels/insert/InsertPanel.tsx'
import { Inspector } from '../../panels/inspector/Inspector.tsx'
import { LayersPanel } from '../../panels/layers/LayersPanel.tsx'
import { ReleasesPanel } from '../../panels/publish/ReleasesPanel.tsx'
import { SourcesDock } from '../../panels/sources/SourcesDock.tsx'
import { SourcesPanel } from '../../panels/sources/SourcesPanel.tsx'
import { ThemePanel } from '../../panels/theme/ThemePanel.tsx'
import { TrashPanel } from '../../panels/trash/TrashPanel.tsx'
import { VersionsPanel } from '../../panels/versions/VersionsPanel.tsx'
import { openPanel, setBreakpoint, useEditorState, type LeftPanel } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { createTools } from '../../tools/idle.ts'
import { DescribeHint } from '../describe/DescribeHint.tsx'
import { Banners } from './Banners.tsx'
import { ComparisonBar } from './ComparisonBar.tsx'
import { FollowFrame } from './FollowFrame.tsx'
import { LeftRail } from './LeftRail.tsx'
import { PastBoard } from './PastBoard.tsx'
import { PhoneBar } from './PhoneBar.tsx'
import { StatusBar } from './StatusBar.tsx'
import { SuggestionBar } from './SuggestionBar.tsx'
import { TopBar } from './TopBar.tsx'
import { useLinkedProposal } from './useLinkedProposal.ts'
import { useProjectHost } from './useProjectHost.ts'

import '../../ui/kit.css'
import './project.css'

interface Props {
  name: string
  project: Project | null
  /** The suggestion that was worked on is sent or given up. */
  onSuggested: () => void
}

/** Bars, panels and canvas; on a phone the panels are sheets above the canvas. */
export function EditorShell({ name, project, onSuggested }: Props): ReactNode {
  const panel = useEditorState((state) => state.leftPanel)
  const isPhone = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false })
  const [isInspecting, setInspecting] = useState(false)
  const host = useProjectHost()
  useEffect(() => {
    if (!isPhone) return
    openPanel(null)
    setBreakpoint('phone')
  }, [isPhone])
  useLinkedProposal()
  return (
    <div className="ax-shell" data-left={panel ?? undefined} data-inspecting={isInspecting || undefined}>
      <TopBar name={name} project={project} />
      <LeftRail />
      <aside className="ax-left" aria-label={t('shell.panels')} hidden={panel === null}>
        {panel !== null && <Panel panel={panel} />}
      </aside>
      <main className="ax-stage" aria-label={t('shell.canvas')}>
        <Banners project={project} />
        <SuggestionBar onEnd={onSuggested} />
        <div className="ax-stage-canvas">
          <Canvas host={host} past={<PastBoard />} createTools={createTools} />
          <FollowFrame />
          <ComparisonBar />
          <DescribeHint />
        </div>
        {panel === 'data' && <DataDock />}
        {panel === 'sources' && <SourcesDock />}
        {panel === 'flows' && <FlowDock />}
      </main>
      <aside className="ax-right" aria-label={t('shell.inspector')}>
        {(!isPhone || isInspecting) && <Inspector />}
      </aside>
      <StatusBar />
      {isPhone && <PhoneBar inspecting={isInspecting} setInspecting={setInspecting} />}
    </div>
  )
}

function Panel({ panel }: { panel: LeftPanel }): ReactNode {
  switch (panel) {
    case 'layers':
      return <LayersPanel />
    case 'insert':
      return <InsertPanel useDraggable={useInsertDraggable} />
    case 'data':
      return <DataPanel />
    case 'sources':
      return <SourcesPanel />
    case 'flows':
      return <FlowsPanel />
    case 'versions':
      return <VersionsPanel />
    case 'theme':
      return <ThemePanel />
    case 'trash':
      return <TrashPanel />
    case 'publish':
      return <ReleasesPanel />
  }
}
