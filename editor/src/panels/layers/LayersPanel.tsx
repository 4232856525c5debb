import { IconFold, IconSearch } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { PanelHead } from '../../ui/Panel.tsx'
import { NodeTree } from './NodeTree.tsx'
import { expandable } from './rows.ts'
import { ScreensList } from './ScreensList.tsx'

import './layers.css'

/** Screens above, and what stands on the open one below. */
export function LayersPanel(): ReactNode {
  const screenId = useEditorState((state) => state.screenId)
  const [query, setQuery] = useState<string | null>(null)
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set())
  const { store } = useProjectSession()
  const collapseAll = (): void => setCollapsed(new Set(screenId === null ? [] : expandable(store, screenId)))
  return (
    <>
      <ScreensList />
      <div className="ax-layers-line" />
      <PanelHead title={t('layers.title')}>
        <IconButton
          label={t('layers.find')}
          size="xs"
          toggle
          on={query !== null}
          onClick={() => setQuery(query === null ? '' : null)}
        >
          <IconSearch size={14} stroke={1.8} />
        </IconButton>
        <IconButton label={t('layers.collapseAll')} size="xs" onClick={collapseAll}>
          <IconFold size={14} stroke={1.8} />
        </IconButton>
      </PanelHead>
      {query !== null && (
        <div className="ax-layers-find">
          <span className="ax-field">
            <input
              aria-label={t('layers.find')}
              placeholder={t('layers.find')}
              value={query}
              autoFocus
              onChange={(event) => setQuery(event.currentTarget.value)}
              onKeyDown={(event) => event.key === 'Escape' && setQuery(null)}
            />
          </span>
        </div>
      )}
      {screenId !== null && (
        <NodeTree
          key={screenId}
          screenId={screenId}
          query={query ?? ''}
          collapsed={collapsed}
          setCollapsed={setCollapsed}
        />
      )}
    </>
  )
}
