import { setQuery } from '@axiom/shared/document/operations/setQuery'
import { trashQuery } from '@axiom/shared/document/operations/trashQuery'
import type { QueryView } from '@axiom/shared/document/views'
import { freeName } from '@axiom/shared/model/names'
import { Menu } from '@mantine/core'
import { IconDots, IconTerminal2 } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useEdit, useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { RowName } from '../../ui/RowName.tsx'
import { toQueryName } from './queryName.ts'
import { openInDock } from './sourcesState.ts'

/** One query of the list. */
export function QueryRow({ query: { id, name }, isOpen }: { query: QueryView; isOpen: boolean }): ReactNode {
  const edit = useEdit()
  const { store } = useProjectSession()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const [renaming, setRenaming] = useState(false)
  const rename = (words: string): void => {
    const others = store.getQueries().flatMap((each) => (each.id === id ? [] : [each.name]))
    const next = freeName(toQueryName(words), others)
    edit(t('sources.rename', { name }), (doc, origin) => setQuery(doc, { id, name: next }, origin))
  }
  return (
    <li className="ax-list-row" data-on={isOpen || undefined}>
      <RowName
        icon={<IconTerminal2 size={14} stroke={1.8} aria-hidden="true" />}
        name={name}
        label={t('sources.rename', { name })}
        isOpen={isOpen}
        readOnly={isReadOnly}
        renaming={renaming}
        setRenaming={setRenaming}
        onOpen={() => openInDock({ kind: 'query', id })}
        onRename={rename}
      />
      {!isReadOnly && (
        <span className="ax-row-tools">
          <Menu position="bottom-end" width={180} returnFocus>
            <Menu.Target>
              <button type="button" className="ax-ib" data-size="xs" aria-label={t('sources.actions', { name })}>
                <IconDots size={14} stroke={1.8} />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setRenaming(true)}>{t('projects.rename')}</Menu.Item>
              <Menu.Item
                onClick={() =>
                  edit(t('sources.deleteQuery', { name }), (doc, origin) => trashQuery(doc, { id }, origin))
                }
              >
                {t('action.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </span>
      )}
    </li>
  )
}
