import type { NodeDifference } from '@axiom/shared/contracts/versions'
import type { ReactNode } from 'react'

import { useScreens } from '../../document/hooks.ts'
import { lookAtScreen, openScreen, select, useEditorState } from '../../session/editorState.ts'
import { zoomToSelection } from '../../session/viewport.ts'
import { t } from '../../texts/t.ts'
import { DifferenceSign } from '../../ui/DifferenceSign.tsx'
import { describeKeys, type Telling } from './describeChange.ts'

interface Props {
  nodes: readonly NodeDifference[]
  telling?: Telling
  /** What can be done with one of them; null: nothing, one may not. */
  tools: ((node: NodeDifference) => ReactNode) | null
}

/** What is different, screen by screen. A click shows it on the canvas. */
export function ChangeList({ nodes, telling = 'version', tools }: Props): ReactNode {
  const screens = useScreens()
  const groups = Map.groupBy(nodes, ({ screenId }) => screenId)
  return (
    <div role="group" aria-label={t(telling === 'version' ? 'compare.list' : 'proposals.what')}>
      {[...groups].map(([screenId, ofScreen]) => (
        <section key={screenId}>
          {(screens.length > 1 || groups.size > 1) && (
            <h4 className="ax-change-screen ax-cut">
              {screens.find(({ id }) => id === screenId)?.name ?? t('compare.isGone')}
            </h4>
          )}
          <ul className="ax-list ax-changes">
            {ofScreen.map((node) => (
              <ChangeRow key={node.id} node={node} telling={telling} tools={tools} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function ChangeRow({ node, telling, tools }: Omit<Required<Props>, 'nodes'> & { node: NodeDifference }): ReactNode {
  const { id, kind, name, screenId } = node
  const isSelected = useEditorState((state) => state.selection.includes(id))
  const isHere = useScreens().some((screen) => screen.id === screenId)
  const show = (): void => {
    if (!isHere) return lookAtScreen(screenId)
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
          <What node={node} telling={telling} />
        </span>
      </button>
      {tools?.(node)}
    </li>
  )
}

function What({ node: { kind, type, keys, words }, telling }: { node: NodeDifference; telling: Telling }): ReactNode {
  if (words)
    return (
      <span className="ax-change-words">
        <del>{words.before}</del> <ins>{words.now}</ins>
      </span>
    )
  const group = telling === 'version' ? 'compare' : 'proposals'
  const what =
    kind === 'added' ? t(`${group}.isNew`) : kind === 'removed' ? t(`${group}.isGone`) : describeKeys(type, keys)
  return <span className="ax-meta">{what}</span>
}
