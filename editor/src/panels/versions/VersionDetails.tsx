import type { Version } from '@axiom/shared/contracts/versions'
import { Button } from '@mantine/core'
import { IconRestore } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useNode, useScreens } from '../../document/hooks.ts'
import { announce } from '../../session/announcements.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { useDifference, useVersionChanges, type Scope } from './useVersions.ts'

/** What is different since then, and three ways back: everything, this screen, the selected widget. */
export function VersionDetails({ version, time }: { version: Version; time: string }): ReactNode {
  const difference = useDifference(version.id)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const screenId = useEditorState((state) => state.screenId)
  const selected = useEditorState((state) => (state.selection.length === 1 ? (state.selection[0] ?? '') : ''))
  const screen = useScreens().find(({ id }) => id === screenId)
  const node = useNode(selected)
  const { restore } = useVersionChanges()
  const go = (scope: Scope): void =>
    restore.mutate({ id: version.id, scope }, { onSuccess: () => announce(t('versions.restored', { time })) })
  const shared = { size: 'sm', disabled: isReadOnly || restore.isPending, fullWidth: true } as const
  const { added, changed, removed, screens } = difference.data ?? { added: 0, changed: 0, removed: 0, screens: [] }
  const isSame = difference.isSuccess && added + changed + removed === 0
  return (
    <div className="ax-version-details">
      {difference.isPending && <div className="ax-skeleton" style={{ height: 16 }} />}
      {difference.isError && <p className="ax-error-text">{difference.error.message}</p>}
      {isSame && <p className="ax-muted">{t('versions.same')}</p>}
      {difference.isSuccess && !isSame && (
        <>
          <p className="ax-muted">{t('versions.wouldChange')}</p>
          <div className="ax-row ax-version-counts">
            {added > 0 && (
              <span className="ax-badge" data-tone="success">
                {t('versions.added', { count: added })}
              </span>
            )}
            {changed > 0 && (
              <span className="ax-badge" data-tone="warning">
                {t('versions.changed', { count: changed })}
              </span>
            )}
            {removed > 0 && (
              <span className="ax-badge" data-tone="danger">
                {t('versions.removed', { count: removed })}
              </span>
            )}
          </div>
          <ul className="ax-version-screens">
            {screens.map(({ id, name, changes }) => (
              <li key={id}>
                <span className="ax-grow ax-cut">{name}</span>
                <span className="ax-meta ax-num">{t('versions.changes', { count: changes })}</span>
              </li>
            ))}
          </ul>
          <p className="ax-meta">{t('versions.safe')}</p>
          <Button {...shared} leftSection={<IconRestore size={14} />} onClick={() => go({ kind: 'all' })}>
            {t('versions.restoreAll', { time })}
          </Button>
          {screen && (
            <Button {...shared} variant="default" onClick={() => go({ kind: 'screen', id: screen.id })}>
              {t('versions.restoreScreen', { name: screen.name })}
            </Button>
          )}
          {node && (
            <Button {...shared} variant="default" onClick={() => go({ kind: 'node', id: node.id })}>
              {t('versions.restoreNode', { name: node.name })}
            </Button>
          )}
        </>
      )}
      {restore.error && <p className="ax-error-text">{restore.error.message}</p>}
    </div>
  )
}
