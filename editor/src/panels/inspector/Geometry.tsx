import { setFrames } from '@axiom/shared/document/operations/setFrames'
import { setStyles } from '@axiom/shared/document/operations/setStyles'
import type { Frame, NodeView } from '@axiom/shared/document/views'
import { findWidget } from '@axiom/shared/widgets/registry'
import { frameAt, isFlowing, layoutOf, stylesAt } from '@axiom/shared/widgets/styles'
import type { ReactNode } from 'react'

import { createEdits, stepLabel } from '../../actions/edits.ts'
import { useEdit, useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t, type TextKey } from '../../texts/t.ts'
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
  const ids = nodes.map(({ id }) => id)
  const isOverridden = breakpoint === 'phone' && nodes.some(hasOwnPlace)
  const reset = (): void =>
    edit(t('inspector.resetPhone'), (doc, origin) => {
      setFrames(doc, { frames: Object.fromEntries(ids.map((id) => [id, undefined])), breakpoint: 'phone' }, origin)
      setStyles(doc, { ids, styles: { width: undefined, height: undefined }, breakpoint: 'phone' }, origin)
    })
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
          mode={modeOf(nodes, side, breakpoint, isFree)}
          onWrite={(value) => write(side, value)}
        />
      ))}
    </div>
  )
}

function hasOwnPlace({ frames, overrides }: NodeView): boolean {
  const styles = overrides.phone ?? {}
  return frames.phone !== undefined || styles['width'] !== undefined || styles['height'] !== undefined
}

type Mode = 'fixed' | 'fill' | 'hug'

/** How wide or high it is, as `toCss` lays it out: by its number, its parent or its content. */
function modeOf(
  nodes: readonly NodeView[],
  side: Side,
  breakpoint: 'desktop' | 'phone',
  isFree: boolean,
): Mode | 'mixed' | null {
  if (side !== 'w' && side !== 'h') return null
  const mode = commonOf(nodes, (node) => stylesAt(node, breakpoint)[side === 'w' ? 'width' : 'height'] ?? null)
  if (mode.kind === 'mixed') return 'mixed'
  if (mode.value === 'fixed' || mode.value === 'hug') return mode.value
  if (isFree) return 'fixed'
  return side === 'w' ? 'fill' : 'hug'
}

interface SideProps {
  nodes: readonly NodeView[]
  side: Side
  disabled: boolean
  mode: Mode | 'mixed' | null
  onWrite: (value: number) => void
}

function SideField({ nodes, side, disabled, mode, onWrite }: SideProps): ReactNode {
  const breakpoint = useEditorState((state) => state.breakpoint)
  const value = commonOf(nodes, (node) => frameAt(node, breakpoint)[side])
  const presence = useFieldPresence(nodes[0]?.id ?? '', side)
  const auto = mode === 'hug' || mode === 'fill'
  return (
    <NumberField
      label={t(`inspector.${side}`)}
      prefix={side.toUpperCase()}
      value={value.kind === 'same' && !disabled && !auto ? Math.round(value.value) : null}
      min={side === 'w' || side === 'h' ? 1 : -20_000}
      max={20_000}
      disabled={disabled}
      placeholder={auto ? '–' : disabled ? t('inspector.flows') : value.kind === 'mixed' ? t('inspector.mixed') : ''}
      unit={mode !== null && <ModeSelect nodes={nodes} side={side === 'w' ? 'width' : 'height'} mode={mode} />}
      onCommit={(number) => number !== null && onWrite(number)}
      {...presence}
    />
  )
}

const MODES = { width: ['fixed', 'fill', 'hug'], height: ['fixed', 'hug'] } as const

/** Beside the number: what it means. A widget that cannot choose shows only its number. */
function ModeSelect({
  nodes,
  side,
  mode,
}: {
  nodes: readonly NodeView[]
  side: 'width' | 'height'
  mode: Mode | 'mixed'
}): ReactNode {
  const breakpoint = useEditorState((state) => state.breakpoint)
  const { store } = useProjectSession()
  const edit = useEdit()
  const label = t(`style.${side}`)
  if (!nodes.every(({ type }) => findWidget(type)?.styles.includes(side))) return null
  const ids = nodes.map(({ id }) => id)
  const write = (value: string): void =>
    edit(stepLabel(t('inspector.set', { label }), store, ids), (doc, origin) =>
      setStyles(doc, { ids, styles: { [side]: value }, ...(breakpoint === 'desktop' ? {} : { breakpoint }) }, origin),
    )
  return (
    <select
      className="ax-mode"
      aria-label={label}
      value={mode}
      onChange={(event) => event.currentTarget.value !== 'mixed' && write(event.currentTarget.value)}
    >
      {mode === 'mixed' && <option value="mixed">{t('inspector.mixed')}</option>}
      {MODES[side].map((each) => (
        <option key={each} value={each}>
          {t(`style.value.${each}` satisfies TextKey)}
        </option>
      ))}
    </select>
  )
}
