import { Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useActionContext } from '../../actions/ActionsProvider.tsx'
import { getAction } from '../../actions/registry.ts'
import { showShortcut } from '../../actions/shortcuts.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'

const STEPS = ['zoom.in', 'zoom.out', 'zoom.100', 'zoom.fit', 'zoom.selection']

export function ZoomMenu(): ReactNode {
  const zoom = useEditorState((state) => Math.round(state.zoom * 100))
  const context = useActionContext()
  return (
    <Menu position="bottom" width={220} returnFocus>
      <Menu.Target>
        <button type="button" className="ax-crumb ax-num" aria-label={t('top.zoom', { zoom })}>
          {zoom} %
          <IconChevronDown size={12} stroke={2} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {STEPS.map(getAction).map((action) => (
          <Menu.Item
            key={action.id}
            disabled={!action.isEnabled(context)}
            rightSection={<span className="ax-meta">{action.shortcut && showShortcut(action.shortcut)}</span>}
            onClick={() => action.run(context)}
          >
            {action.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
