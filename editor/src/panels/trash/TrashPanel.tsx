import { restoreNodes } from '@axiom/shared/document/operations/restoreNodes'
import { restoreRow } from '@axiom/shared/document/operations/restoreRow'
import type { TrashItem } from '@axiom/shared/document/trash'
import { findWidget } from '@axiom/shared/widgets/registry'
import { IconDatabase, IconForms, IconLayoutNavbar, IconRestore, IconPlugConnected } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useEdit, useProjectSession, useTrash } from '../../document/hooks.ts'
import { openScreen, select, useEditorState } from '../../session/editorState.ts'
import { ancestorsOf } from '../../session/selectionRules.ts'
import { formatWhen, t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { NamedIcon } from '../../ui/NamedIcon.tsx'
import { PanelHead } from '../../ui/Panel.tsx'

/** What was deleted, by whomever, newest first; nothing is lost. */
export function TrashPanel(): ReactNode {
  const items = useTrash().toReversed()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const restore = useRestore()
  return (
    <>
      <PanelHead title={t('action.panel.trash')} />
      <div className="ax-panel-body">
        {items.length === 0 && <p className="ax-empty">{t('trash.empty')}</p>}
        <ul className="ax-list" aria-label={t('action.panel.trash')}>
          {items.map((item) => (
            <li key={item.id} className="ax-list-row" style={{ height: 40 }}>
              <ItemIcon item={item} />
              <span className="ax-grow ax-cut">
                {item.name}
                <br />
                <span className="ax-meta">
                  {t(`trash.${item.root}`)}
                  {item.since > 0 && ` · ${formatWhen(new Date(item.since).toISOString())}`}
                </span>
              </span>
              <IconButton
                label={t('trash.restore', { name: item.name })}
                size="xs"
                disabled={isReadOnly}
                onClick={() => restore(item)}
              >
                <IconRestore size={14} stroke={1.8} />
              </IconButton>
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}

function ItemIcon({ item }: { item: TrashItem }): ReactNode {
  if (item.root === 'screens') return <IconLayoutNavbar size={14} stroke={1.8} aria-hidden="true" />
  if (item.root === 'models') return <IconDatabase size={14} stroke={1.8} aria-hidden="true" />
  if (item.root === 'queries') return <IconPlugConnected size={14} stroke={1.8} aria-hidden="true" />
  if (item.root === 'fields') return <IconForms size={14} stroke={1.8} aria-hidden="true" />
  return <NamedIcon name={findWidget(item.type ?? '')?.icon} />
}

/** Restores, and shows where it went. */
function useRestore(): (item: TrashItem) => void {
  const edit = useEdit()
  const { store } = useProjectSession()
  return ({ id, root, name }) => {
    edit(`${t('verb.restore')} ${name}`, (doc, origin) => {
      if (root === 'nodes') restoreNodes(doc, { ids: [id] }, origin)
      else restoreRow(doc, { root, id }, origin)
    })
    if (root === 'screens') openScreen(id)
    if (root !== 'nodes') return
    const top = [id, ...ancestorsOf({ node: (each) => store.getNode(each) }, id)].at(-1) ?? id
    openScreen(store.getNode(top)?.parentId ?? null)
    select([id])
  }
}
