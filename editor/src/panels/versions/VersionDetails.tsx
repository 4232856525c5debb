import type { Version, VersionDifference } from '@axiom/shared/contracts/versions'
import { Button } from '@mantine/core'
import { IconRestore } from '@tabler/icons-react'
import { useEffect, type ReactNode } from 'react'

import { useScreens } from '../../document/hooks.ts'
import { announce } from '../../session/announcements.ts'
import { setComparison, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { ChangeList } from './ChangeList.tsx'
import { labelOf } from './describeChange.ts'
import { useDifference, useVersionChanges, type Scope } from './useVersions.ts'

/** What is different since then, here and on the canvas, and three ways back: everything, this screen, one widget. */
export function VersionDetails({ version, time }: { version: Version; time: string }): ReactNode {
  const difference = useDifference(version.id)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const screenId = useEditorState((state) => state.screenId)
  const screen = useScreens().find(({ id }) => id === screenId)
  const { restore } = useVersionChanges()
  useMarks(version.label ?? time, difference.data)
  const go = (scope: Scope): void =>
    restore.mutate({ id: version.id, scope }, { onSuccess: () => announce(t('versions.restored', { time })) })
  const shared = { size: 'sm', disabled: isReadOnly || restore.isPending, fullWidth: true } as const
  const { data } = difference
  const isSame = data !== undefined && data.added + data.changed + data.removed === 0
  return (
    <div className="ax-version-details">
      {difference.isPending && <div className="ax-skeleton" style={{ height: 16 }} />}
      {difference.isError && <p className="ax-error-text">{difference.error.message}</p>}
      {isSame && <p className="ax-muted">{t('versions.same')}</p>}
      {data && !isSame && (
        <>
          <p className="ax-muted">{t('versions.since')}</p>
          <ChangeList
            nodes={data.nodes}
            onRestore={isReadOnly || restore.isPending ? null : (id) => go({ kind: 'node', id })}
          />
          {elsewhere(data) > 0 && <p className="ax-meta">{t('versions.elsewhere', { count: elsewhere(data) })}</p>}
          <p className="ax-meta">{t('versions.safe')}</p>
          <Button {...shared} leftSection={<IconRestore size={14} />} onClick={() => go({ kind: 'all' })}>
            {t('versions.restoreAll', { time })}
          </Button>
          {screen && (
            <Button {...shared} variant="default" onClick={() => go({ kind: 'screen', id: screen.id })}>
              {t('versions.restoreScreen', { name: screen.name })}
            </Button>
          )}
        </>
      )}
      {restore.error && <p className="ax-error-text">{restore.error.message}</p>}
    </div>
  )
}

/** As long as the version is open, the canvas shows what differs from it. */
function useMarks(title: string, difference: VersionDifference | undefined): void {
  useEffect(() => {
    if (!difference || difference.nodes.length === 0) return
    setComparison({ title, marks: difference.nodes.map((node) => ({ ...node, label: labelOf(node) })) })
    return () => setComparison(null)
  }, [title, difference])
}

function elsewhere({ added, changed, removed, screens }: VersionDifference): number {
  return added + changed + removed - screens.reduce((sum, { changes }) => sum + changes, 0)
}
