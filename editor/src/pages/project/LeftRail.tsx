import {
  IconBolt,
  IconDatabase,
  IconHistory,
  IconKeyboard,
  IconPalette,
  IconPlugConnected,
  IconPlus,
  IconRocket,
  IconStack2,
  IconTrash,
  type Icon,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { getAction } from '../../actions/registry.ts'
import { showShortcut } from '../../actions/shortcuts.ts'
import { setShortcutsOpen, togglePanel, useEditorState, type LeftPanel } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'

const UPPER: readonly [LeftPanel, Icon][] = [
  ['insert', IconPlus],
  ['layers', IconStack2],
  ['data', IconDatabase],
  ['sources', IconPlugConnected],
  ['flows', IconBolt],
  ['theme', IconPalette],
  ['versions', IconHistory],
  ['publish', IconRocket],
]

/** Which panel is open on the left. */
export function LeftRail(): ReactNode {
  return (
    <nav className="ax-rail" aria-label={t('shell.rail')}>
      {UPPER.map(([panel, Shown]) => (
        <RailButton key={panel} panel={panel} Shown={Shown} />
      ))}
      <span className="ax-grow" />
      <RailButton panel="trash" Shown={IconTrash} />
      <IconButton label={t('action.shortcuts')} keys="?" size="lg" tip="right" onClick={() => setShortcutsOpen(true)}>
        <IconKeyboard size={20} stroke={1.5} />
      </IconButton>
    </nav>
  )
}

function RailButton({ panel, Shown }: { panel: LeftPanel; Shown: Icon }): ReactNode {
  const open = useEditorState((state) => state.leftPanel)
  const { label, shortcut } = getAction(`panel.${panel}`)
  return (
    <IconButton
      label={label}
      keys={shortcut && showShortcut(shortcut)}
      size="lg"
      tip="right"
      on={open === panel}
      toggle
      onClick={() => togglePanel(panel)}
    >
      <Shown size={20} stroke={1.5} />
    </IconButton>
  )
}
