import { IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useNode, useProjectSession } from '../../document/hooks.ts'
import { select, setShortcutsOpen, useEditorState } from '../../session/editorState.ts'
import { ancestorsOf } from '../../session/selectionRules.ts'
import { t } from '../../texts/t.ts'
import { SyncState } from './SyncState.tsx'
import { useOthers } from './useOthers.ts'

/** Bottom line: is it saved, who is here, where one is. */
export function StatusBar(): ReactNode {
  const others = useOthers()
  const followers = others.filter(({ followsMe }) => followsMe).map(({ name }) => name)
  const zoom = useEditorState((state) => Math.round(state.zoom * 100))
  return (
    <footer className="ax-status">
      <SyncState />
      <span className="ax-status-dot" aria-hidden="true">
        ·
      </span>
      <span>{others.length === 0 ? t('people.onlyYou') : t('people.count', { count: others.length + 1 })}</span>
      {followers.length > 0 && (
        <span className="ax-medium">
          {t('follow.watched', { names: followers.join(', '), count: followers.length })}
        </span>
      )}
      <span className="ax-status-dot ax-status-wide" aria-hidden="true">
        ·
      </span>
      <span className="ax-num ax-status-wide">{zoom} %</span>
      <Path />
      <button type="button" className="ax-status-button ax-status-wide" onClick={() => setShortcutsOpen(true)}>
        <kbd className="ax-kbd">?</kbd>
        {t('shell.shortcuts')}
      </button>
    </footer>
  )
}

/** From the screen down to what is selected; each step selects. */
function Path(): ReactNode {
  const selection = useEditorState((state) => state.selection)
  const { store } = useProjectSession()
  const node = useNode(selection.at(-1) ?? '')
  if (!node) return <span className="ax-grow" />
  if (selection.length > 1) return <span className="ax-path">{t('inspector.many', { count: selection.length })}</span>
  const above = ancestorsOf({ node: (id) => store.getNode(id) }, node.id).toReversed()
  return (
    <nav className="ax-path" aria-label={t('shell.path')}>
      {above.map((id) => (
        <span key={id} className="ax-row" style={{ gap: 4 }}>
          <button type="button" className="ax-status-button" onClick={() => select([id])}>
            {store.getNode(id)?.name}
          </button>
          <IconChevronRight size={12} stroke={2} aria-hidden="true" />
        </span>
      ))}
      <b aria-current="true">{node.name}</b>
    </nav>
  )
}
