import type { NodeDifference } from '@axiom/shared/contracts/versions'
import { IconRestore } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useScreens } from '../../document/hooks.ts'
import { openScreen, select, useEditorState } from '../../session/editorState.ts'
import { zoomToSelection } from '../../session/viewport.ts'
import { t } from '../../texts/t.ts'
import { DifferenceSign } from '../../ui/DifferenceSign.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { describeKeys } from './describeChange.ts'

interface Props {
  nodes: readonly NodeDifference[]
  /** Null: one may not. */
  onRestore: ((nodeId: string) => void) | null
}

/** What is different since then, screen by screen. A click shows it on the canvas. */
export function ChangeList({ nodes, onRestore }: Props): ReactNode {
  const screens = useScreens()
  const groups = Map.groupBy(nodes, ({ screenId }) => screenId)
  return (
    <div role="group" aria-label={t('compare.list')}>
      {[...groups].map(([screenId, ofScreen]) => (
        <section key={screenId}>
          {(screens.length > 1 || groups.size > 1) && (
            <h4 className="ax-change-screen ax-cut">
              {screens.find(({ id }) => id === screenId)?.name ?? t('compare.isGone')}
            </h4>
          )}
          <ul className="ax-list ax-changes">
            {ofScreen.map((node) => (
              <ChangeRow key={node.id} node={node} onRestore={onRestore} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function ChangeRow({ node, onRestore }: { node: NodeDifference; onRestore: Props['onRestore'] }): ReactNode {
  const { id, kind, name, screenId } = node
  const isSelected = useEditorState((state) => state.selection.includes(id))
  const show = (): void => {
    openScreen(screenId)
    select(kind === 'removed' ? [] : [id])
    // On another screen its box is there only after the next drawing.
    requestAnimationFrame(zoomToSelection)
  }
  return (
    <li className="ax-change" data-on={isSelected || undefined}>
      <button type="button" onClick={show}>
        <DifferenceSign kind={kind} />
        <span className="ax-grow">
          <span className="ax-medium ax-cut">{name}</span>
          <What node={node} />
        </span>
      </button>
      {onRestore && (
        <IconButton size="xs" label={t('versions.restoreThis')} onClick={() => onRestore(id)}>
          <IconRestore size={14} stroke={1.8} />
        </IconButton>
      )}
    </li>
  )
}

function What({ node: { kind, type, keys, words } }: { node: NodeDifference }): ReactNode {
  if (words)
    return (
      <span className="ax-change-words">
        <del>{words.before}</del> <ins>{words.now}</ins>
      </span>
    )
  const what =
    kind === 'added' ? t('compare.isNew') : kind === 'removed' ? t('compare.isGone') : describeKeys(type, keys)
  return <span className="ax-meta">{what}</span>
}
