import type { Version, VersionDifference } from '@axiom/shared/contracts/versions'
import { Button } from '@mantine/core'
import { IconRestore } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useScreens } from '../../document/hooks.ts'
import { announce } from '../../session/announcements.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { ChangeList } from './ChangeList.tsx'
import { useMarks } from './useMarks.ts'
import { useDifference, useVersionChanges, type Scope } from './useVersions.ts'

/** What is different since then, here and on the canvas, and three ways back: everything, this screen, one widget. */
export function VersionDetails({ version, time }: { version: Version; time: string }): ReactNode {
  const difference = useDifference(version.id)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const screenId = useEditorState((state) => state.screenId)
  const screen = useScreens().find(({ id }) => id === screenId)
  const { restore } = useVersionChanges()
  useMarks({ title: version.label ?? time, relation: t('compare.withNow'), nodes: difference.data?.nodes })
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
            tools={
              isReadOnly || restore.isPending
                ? null
                : ({ id }) => <RestoreOne onClick={() => go({ kind: 'node', id })} />
            }
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

function RestoreOne({ onClick }: { onClick: () => void }): ReactNode {
  return (
    <IconButton size="xs" label={t('versions.restoreThis')} onClick={onClick}>
      <IconRestore size={14} stroke={1.8} />
    </IconButton>
  )
}

function elsewhere({ added, changed, removed, screens }: VersionDifference): number {
  return added + changed + removed - screens.reduce((sum, { changes }) => sum + changes, 0)
}
