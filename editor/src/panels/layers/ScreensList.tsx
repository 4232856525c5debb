import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { duplicateScreen } from '@axiom/shared/document/operations/duplicateScreen'
import { moveScreen } from '@axiom/shared/document/operations/moveScreen'
import { setScreen } from '@axiom/shared/document/operations/setScreen'
import { trashScreen } from '@axiom/shared/document/operations/trashScreen'
import type { ScreenView } from '@axiom/shared/document/views'
import { Menu } from '@mantine/core'
import { IconDots, IconLayoutNavbar, IconPlus } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useEdit, usePeers, useScreens } from '../../document/hooks.ts'
import { openScreen, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { PanelHead } from '../../ui/Panel.tsx'
import { RowName } from '../../ui/RowName.tsx'
import { SortableList, useSortableRow } from '../../ui/SortableList.tsx'

export function ScreensList(): ReactNode {
  const screens = useScreens()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const edit = useEdit()
  const [renaming, setRenaming] = useState<string | null>(null)
  const add = (): void =>
    edit(t('layers.addScreen'), (doc, origin) => {
      const id = addScreen(doc, { name: t('layers.newScreen', { n: screens.length + 1 }) }, origin)
      openScreen(id)
      setRenaming(id)
    })
  const move = (id: string, beforeId: string | null): void =>
    edit(t('layers.moveScreen'), (doc, origin) => moveScreen(doc, { id, beforeId }, origin))
  return (
    <>
      <PanelHead title={t('layers.screens')}>
        <IconButton label={t('layers.addScreen')} size="xs" disabled={isReadOnly} onClick={add}>
          <IconPlus size={14} stroke={1.8} />
        </IconButton>
      </PanelHead>
      <SortableList ids={screens.map(({ id }) => id)} disabled={isReadOnly} onMove={move}>
        <ul className="ax-list ax-screens" aria-label={t('layers.screens')}>
          {screens.map((screen, i) => (
            <ScreenRow
              key={screen.id}
              screen={screen}
              renaming={renaming === screen.id}
              setRenaming={(on) => setRenaming(on ? screen.id : null)}
              onMoveUp={i > 0 ? () => move(screen.id, screens[i - 1]?.id ?? null) : null}
              onMoveDown={i < screens.length - 1 ? () => move(screen.id, screens[i + 2]?.id ?? null) : null}
              canDelete={screens.length > 1}
            />
          ))}
        </ul>
      </SortableList>
    </>
  )
}

interface RowProps {
  screen: ScreenView
  renaming: boolean
  setRenaming: (renaming: boolean) => void
  onMoveUp: (() => void) | null
  onMoveDown: (() => void) | null
  /** The last screen stays: an app without one shows nothing. */
  canDelete: boolean
}

function ScreenRow({ screen, renaming, setRenaming, ...menu }: RowProps): ReactNode {
  const isOpen = useEditorState((state) => state.screenId === screen.id)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const here = usePeers().filter((peer) => peer.screenId === screen.id)
  const edit = useEdit()
  const { ref, style, handle } = useSortableRow(screen.id)
  const rename = (name: string): void =>
    edit(t('layers.renameScreen'), (doc, origin) => setScreen(doc, { id: screen.id, name }, origin))
  return (
    <li ref={ref} style={style} className="ax-list-row" data-on={isOpen || undefined}>
      <RowName
        icon={<IconLayoutNavbar size={14} stroke={1.8} aria-hidden="true" />}
        name={screen.name}
        label={t('layers.renameScreen')}
        isOpen={isOpen}
        readOnly={isReadOnly}
        renaming={renaming}
        setRenaming={setRenaming}
        onOpen={() => openScreen(screen.id)}
        onRename={rename}
        handle={handle}
      />
      {!isOpen && here.slice(0, 2).map(({ clientId, user }) => <Avatar key={clientId} {...user} />)}
      {!isReadOnly && <ScreenMenu screen={screen} onRename={() => setRenaming(true)} {...menu} />}
    </li>
  )
}

type MenuProps = Pick<RowProps, 'screen' | 'onMoveUp' | 'onMoveDown' | 'canDelete'> & { onRename: () => void }

function ScreenMenu({ screen, onRename, onMoveUp, onMoveDown, canDelete }: MenuProps): ReactNode {
  const edit = useEdit()
  const { id, name } = screen
  return (
    <span className="ax-row-tools">
      <Menu position="bottom-end" width={200} returnFocus>
        <Menu.Target>
          <button type="button" className="ax-ib" data-size="xs" aria-label={t('layers.screenActions', { name })}>
            <IconDots size={14} stroke={1.8} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onRename}>{t('projects.rename')}</Menu.Item>
          <Menu.Item
            onClick={() =>
              edit(t('layers.duplicateScreen'), (doc, origin) => openScreen(duplicateScreen(doc, { id }, origin)))
            }
          >
            {t('action.duplicate')}
          </Menu.Item>
          <Menu.Item disabled={!onMoveUp} onClick={() => onMoveUp?.()}>
            {t('common.moveUp')}
          </Menu.Item>
          <Menu.Item disabled={!onMoveDown} onClick={() => onMoveDown?.()}>
            {t('common.moveDown')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            disabled={!canDelete}
            onClick={() => edit(t('layers.deleteScreen', { name }), (doc, origin) => trashScreen(doc, { id }, origin))}
          >
            {t('action.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  )
}
