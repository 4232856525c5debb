import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { Menu } from '@mantine/core'
import { IconChevronDown, IconLayoutNavbar, IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useEdit, useScreens } from '../../document/hooks.ts'
import { openScreen, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'

/** The open screen, and the way to the others. */
export function ScreenSwitcher(): ReactNode {
  const screens = useScreens()
  const screenId = useEditorState((state) => state.screenId)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const edit = useEdit()
  const add = (): void =>
    edit(t('layers.addScreen'), (doc, origin) => {
      openScreen(addScreen(doc, { name: t('layers.newScreen', { n: screens.length + 1 }) }, origin))
    })
  return (
    <Menu position="bottom-start" width={220} returnFocus>
      <Menu.Target>
        <button type="button" className="ax-crumb" data-crumb="screen">
          <IconLayoutNavbar size={14} stroke={1.8} aria-hidden="true" />
          <span className="ax-cut">{screens.find(({ id }) => id === screenId)?.name ?? t('layers.noScreen')}</span>
          <IconChevronDown size={12} stroke={2} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={screenId ?? ''} onChange={(id) => openScreen(String(id))}>
          {screens.map(({ id, name }) => (
            <Menu.RadioItem key={id} value={id}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconPlus size={14} />} disabled={isReadOnly} onClick={add}>
          {t('layers.addScreen')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
