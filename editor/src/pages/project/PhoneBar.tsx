import { Menu } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconDatabase, IconDots, IconPlus, IconStack2, type Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useActionContext } from '../../actions/ActionsProvider.tsx'
import { getAction } from '../../actions/registry.ts'
import { openPanel, useEditorState, type LeftPanel } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'

const TABS: readonly [LeftPanel, Icon][] = [
  ['layers', IconStack2],
  ['insert', IconPlus],
  ['data', IconDatabase],
]
const MORE: readonly LeftPanel[] = ['sources', 'flows', 'theme', 'versions', 'publish', 'trash']
/** What the top bar has no room for. */
const VERBS = ['breakpoint.desktop', 'breakpoint.phone', 'zoom.fit', 'share']

interface Props {
  inspecting: boolean
  setInspecting: (inspecting: boolean) => void
}

/** On a phone: one panel at a time, as a sheet. A second tap closes it. */
export function PhoneBar({ inspecting, setInspecting }: Props): ReactNode {
  const panel = useEditorState((state) => state.leftPanel)
  const breakpoint = useEditorState((state) => state.breakpoint)
  const context = useActionContext()
  const show = (next: LeftPanel | null, inspector = false): void => {
    openPanel(panel === next ? null : next)
    setInspecting(inspector && !inspecting)
  }
  return (
    <nav className="ax-phonebar" aria-label={t('shell.rail')}>
      {TABS.map(([name, Shown]) => (
        <button key={name} type="button" aria-pressed={panel === name} onClick={() => show(name)}>
          <Shown size={20} stroke={1.5} aria-hidden="true" />
          {getAction(`panel.${name}`).label}
        </button>
      ))}
      <button type="button" aria-pressed={inspecting} onClick={() => show(null, true)}>
        <IconAdjustmentsHorizontal size={20} stroke={1.5} aria-hidden="true" />
        {t('shell.inspector')}
      </button>
      <Menu position="top-end">
        <Menu.Target>
          <button type="button">
            <IconDots size={20} stroke={1.5} aria-hidden="true" />
            {t('shell.more')}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {MORE.map((name) => (
            <Menu.Item key={name} onClick={() => show(name)}>
              {getAction(`panel.${name}`).label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {VERBS.filter((id) => id !== `breakpoint.${breakpoint}`)
            .map(getAction)
            .map((action) => (
              <Menu.Item key={action.id} disabled={!action.isEnabled(context)} onClick={() => action.run(context)}>
                {action.label}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  )
}
