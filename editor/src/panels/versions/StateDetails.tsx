import type { VersionDifference } from '@axiom/shared/contracts/versions'
import { Button } from '@mantine/core'
import { IconRestore } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useNode, useScreens } from '../../document/hooks.ts'
import { announce } from '../../session/announcements.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { ChangeList } from './ChangeList.tsx'
import { useMarks } from './useMarks.ts'
import { useDifference, usePathTo, useVersionChanges, type PastState, type Scope } from './useVersions.ts'

interface Props {
  state: PastState
  /** What the canvas calls it. */
  title: string
  time: string
  /** The widget whose history is looked at: it alone comes first. */
  nodeId?: string | null
}

/** What is different since then, here and on the canvas, and three ways back: everything, this screen, one widget. */
export function StateDetails({ state, title, time, nodeId = null }: Props): ReactNode {
  const difference = useDifference(state)
  const isReadOnly = useEditorState((editor) => editor.readOnly)
  const { restore } = useVersionChanges()
  useMarks({ title, relation: t('compare.withNow'), nodes: difference.data?.nodes, path: usePathTo(state, 'state') })
  const go = (scope: Scope): void =>
    restore.mutate({ state, scope }, { onSuccess: () => announce(t('versions.restored', { time })) })
  const isOff = isReadOnly || restore.isPending
  const { data } = difference
  const isSame = data !== undefined && data.added + data.changed + data.removed === 0
  return (
    <div className="ax-stack8">
      {difference.isPending && <div className="ax-skeleton" style={{ height: 16 }} />}
      {difference.isError && (
        <p className="ax-error-text" role="alert">
          {difference.error.message}
        </p>
      )}
      {isSame && <p className="ax-muted">{t('versions.same')}</p>}
      {data && !isSame && (
        <>
          <p className="ax-muted">{t('versions.since')}</p>
          <ChangeList
            nodes={data.nodes}
            tools={isOff ? null : ({ id }) => <RestoreOne onClick={() => go({ kind: 'node', id })} />}
          />
          {elsewhere(data) > 0 && <p className="ax-meta">{t('versions.elsewhere', { count: elsewhere(data) })}</p>}
          <p className="ax-meta">{t('versions.safe')}</p>
          <WaysBack nodeId={nodeId} time={time} isOff={isOff} onRestore={go} />
        </>
      )}
      {restore.error && (
        <p className="ax-error-text" role="alert">
          {restore.error.message}
        </p>
      )}
    </div>
  )
}

interface WaysBackProps {
  nodeId: string | null
  time: string
  isOff: boolean
  onRestore: (scope: Scope) => void
}

/** The one that is most likely meant is filled. */
function WaysBack({ nodeId, time, isOff, onRestore }: WaysBackProps): ReactNode {
  const screenId = useEditorState((state) => state.screenId)
  const screen = useScreens().find(({ id }) => id === screenId)
  const node = useNode(nodeId ?? '')
  const shared = { size: 'sm', disabled: isOff, fullWidth: true } as const
  const icon = <IconRestore size={14} />
  return (
    <>
      {node && (
        <Button {...shared} leftSection={icon} onClick={() => onRestore({ kind: 'node', id: node.id })}>
          {t('versions.restoreScreen', { name: node.name })}
        </Button>
      )}
      <Button
        {...shared}
        variant={node ? 'default' : 'filled'}
        leftSection={node ? undefined : icon}
        onClick={() => onRestore({ kind: 'all' })}
      >
        {t('versions.restoreAll', { time })}
      </Button>
      {screen && (
        <Button {...shared} variant="default" onClick={() => onRestore({ kind: 'screen', id: screen.id })}>
          {t('versions.restoreScreen', { name: screen.name })}
        </Button>
      )}
    </>
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
