import { setFrames } from '@axiom/shared/document/operations/setFrames'
import type { Frame, NodeView } from '@axiom/shared/document/views'
import { frameAt, isFlowing, layoutOf, stylesAt } from '@axiom/shared/widgets/styles'
import type { ReactNode } from 'react'

import { createEdits, stepLabel } from '../../actions/edits.ts'
import { useEdit, useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { NumberField } from '../../ui/Field.tsx'
import { OverrideDot } from '../../ui/Panel.tsx'
import { useFieldPresence } from './useFieldPresence.ts'
import { commonOf } from './useNodes.ts'

const SIDES = ['x', 'y', 'w', 'h'] as const
type Side = (typeof SIDES)[number]

/** X, Y, W, H of one or several widgets; what flows has no place of its own. */
export function Geometry({ nodes }: { nodes: readonly NodeView[] }): ReactNode {
  const breakpoint = useEditorState((state) => state.breakpoint)
  const session = useProjectSession()
  const edit = useEdit()
  const isFree = nodes.every(
    (node) =>
      layoutOf(session.store.getNode(node.parentId), breakpoint).kind === 'free' && !isFlowing(node, breakpoint),
  )
  const isOverridden = breakpoint === 'phone' && nodes.some(({ frames }) => frames.phone)
  const reset = (): void =>
    edit(t('inspector.resetPhone'), (doc, origin) =>
      setFrames(
        doc,
        { frames: Object.fromEntries(nodes.map(({ id }) => [id, undefined])), breakpoint: 'phone' },
        origin,
      ),
    )
  const write = (side: Side, value: number): void => {
    const frames: Record<string, Frame> = {}
    for (const node of nodes) frames[node.id] = { ...frameAt(node, breakpoint), [side]: Math.round(value) }
    // A size that is typed fixes the side, as pulling a handle does.
    if (side === 'w' || side === 'h') return createEdits(session).resize(frames)
    edit(stepLabel(t('layers.move'), session.store, Object.keys(frames)), (doc, origin) =>
      setFrames(doc, { frames, ...(breakpoint === 'desktop' ? {} : { breakpoint }) }, origin),
    )
  }
  return (
    <div className="ax-two ax-geometry">
      {isOverridden && <OverrideDot label={t('inspector.resetPlace')} onReset={reset} />}
      {SIDES.map((side) => (
        <SideField
          key={side}
          nodes={nodes}
          side={side}
          disabled={(side === 'x' || side === 'y') && !isFree}
          auto={autoOf(nodes, side, breakpoint, isFree)}
          onWrite={(value) => write(side, value)}
        />
      ))}
    </div>
  )
}

/** "Hug" or "Fill" where the side is not what a number says; as `toCss` lays it out. */
function autoOf(
  nodes: readonly NodeView[],
  side: Side,
  breakpoint: 'desktop' | 'phone',
  isFree: boolean,
): string | undefined {
  if (side !== 'w' && side !== 'h') return undefined
  const mode = commonOf(nodes, (node) => stylesAt(node, breakpoint)[side === 'w' ? 'width' : 'height'] ?? null)
  if (mode.kind === 'mixed' || mode.value === 'fixed') return undefined
  if (mode.value === 'hug') return t('style.value.hug')
  if (isFree) return undefined
  return t(side === 'w' ? 'style.value.fill' : 'style.value.hug')
}

interface SideProps {
  nodes: readonly NodeView[]
  side: Side
  disabled: boolean
  auto: string | undefined
  onWrite: (value: number) => void
}

function SideField({ nodes, side, disabled, auto, onWrite }: SideProps): ReactNode {
  const breakpoint = useEditorState((state) => state.breakpoint)
  const value = commonOf(nodes, (node) => frameAt(node, breakpoint)[side])
  const presence = useFieldPresence(nodes[0]?.id ?? '', side)
  return (
    <NumberField
      label={t(`inspector.${side}`)}
      prefix={side.toUpperCase()}
      value={value.kind === 'same' && !disabled && auto === undefined ? Math.round(value.value) : null}
      min={side === 'w' || side === 'h' ? 1 : -20_000}
      max={20_000}
      disabled={disabled}
      placeholder={auto ?? (disabled ? t('inspector.flows') : value.kind === 'mixed' ? t('inspector.mixed') : '')}
      onCommit={(number) => number !== null && onWrite(number)}
      {...presence}
    />
  )
}
