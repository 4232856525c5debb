import { Menu } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'

import { closeContextMenu, useEditorState } from '../session/editorState.ts'
import { t } from '../texts/t.ts'
import type { ActionContext } from './action.ts'
import { getAction } from './registry.ts'
import { showShortcut } from './shortcuts.ts'

const OF_SELECTION = [
  ['copy', 'cut', 'paste', 'duplicate'],
  ['select.parent', 'select.sameType', 'wrap', 'unwrap'],
  ['order.front', 'order.forward', 'order.backward', 'order.back'],
  ['lock', 'hide', 'history'],
  ['delete'],
]
const OF_CANVAS = [
  ['paste', 'select.all', 'panel.insert'],
  ['zoom.100', 'zoom.fit'],
]

/** The verbs for what was right-clicked, at the pointer. */
export function ContextMenu({ context }: { context: ActionContext }): ReactNode {
  const { x, y, isOpen } = useEditorState((state) => state.contextMenu)
  const sections = useEditorState((state) => state.selection.length > 0) ? OF_SELECTION : OF_CANVAS
  return (
    <Menu
      opened={isOpen}
      onClose={closeContextMenu}
      position="bottom-start"
      offset={2}
      width={240}
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <button
          type="button"
          className="ax-menu-anchor"
          tabIndex={-1}
          aria-label={t('action.menu')}
          style={{ left: x, top: y }}
        />
      </Menu.Target>
      <Menu.Dropdown>
        {sections.map((ids, i) => (
          <Fragment key={ids[0]}>
            {i > 0 && <Menu.Divider />}
            {ids.map(getAction).map((action) => (
              <Menu.Item
                key={action.id}
                data-danger={action.id === 'delete' || undefined}
                disabled={!action.isEnabled(context)}
                rightSection={action.shortcut && <span className="ax-menu-keys">{showShortcut(action.shortcut)}</span>}
                onClick={() => action.run(context)}
              >
                {action.label}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
