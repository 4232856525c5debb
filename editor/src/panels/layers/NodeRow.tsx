import { renameNode } from '@axiom/shared/document/operations/renameNode'
import { setFlags } from '@axiom/shared/document/operations/setFlags'
import { findWidget } from '@axiom/shared/widgets/registry'
import { useDraggable } from '@dnd-kit/core'
import { IconChevronRight, IconEye, IconEyeOff, IconLock, IconLockOpen } from '@tabler/icons-react'
import type { MouseEvent, ReactNode } from 'react'

import { useEdit, useNode, usePeers } from '../../document/hooks.ts'
import { openContextMenu, select, setHover, toggleSelected, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { NamedIcon } from '../../ui/NamedIcon.tsx'
import { RenameInput } from '../../ui/RenameInput.tsx'
import type { TreeRow } from './rows.ts'

export const ROW_HEIGHT = 28

interface Props {
  row: TreeRow
  top: number
  isSelected: boolean
  isActive: boolean
  isRenaming: boolean
  rows: readonly TreeRow[]
  onToggle: (id: string, isOpen: boolean) => void
  onRename: (id: string | null) => void
}

export function NodeRow({ row, top, isSelected, isActive, isRenaming, rows, onToggle, onRename }: Props): ReactNode {
  const { id, depth, isExpandable, isExpanded } = row
  const node = useNode(id)
  const here = usePeers().filter(({ selection }) => selection.includes(id))
  const isReadOnly = useEditorState((state) => state.readOnly)
  const edit = useEdit()
  const { setNodeRef, listeners, isDragging } = useDraggable({
    id: `layer-${id}`,
    data: { nodeId: id },
    disabled: isReadOnly,
  })
  if (!node) return null
  return (
    <div
      ref={setNodeRef}
      id={`layer-${id}`}
      className="ax-tree-row"
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={isSelected}
      aria-expanded={isExpandable ? isExpanded : undefined}
      data-on={isSelected || undefined}
      data-active={isActive || undefined}
      data-hidden={node.hidden || undefined}
      style={{ top, paddingInlineStart: 4 + depth * 16, opacity: isDragging ? 0.5 : undefined }}
      onClick={(event) => pick(event, id, rows)}
      onContextMenu={(event) => {
        event.preventDefault()
        if (!isSelected) select([id])
        openContextMenu({ x: event.clientX, y: event.clientY })
      }}
      onDoubleClick={() => !isReadOnly && onRename(id)}
      onPointerEnter={() => setHover(id)}
      onPointerLeave={() => setHover(null)}
      {...listeners}
    >
      <span
        className="ax-tree-twist"
        data-open={isExpanded || undefined}
        onPointerDown={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation()
          if (isExpandable) onToggle(id, !isExpanded)
        }}
      >
        {isExpandable && <IconChevronRight size={12} stroke={2} aria-hidden="true" />}
      </span>
      <NamedIcon name={findWidget(node.type)?.icon} />
      {isRenaming ? (
        <RenameInput
          label={t('layers.rename', { name: node.name })}
          value={node.name}
          onCommit={(name) =>
            edit(t('layers.rename', { name: node.name }), (doc, origin) => renameNode(doc, { id, name }, origin))
          }
          onEnd={() => onRename(null)}
        />
      ) : (
        <span className="ax-tree-name">{node.name}</span>
      )}
      {here.slice(0, 2).map(({ clientId, user }) => (
        <Avatar key={clientId} {...user} />
      ))}
      <Flags id={id} name={node.name} locked={node.locked} hidden={node.hidden} isReadOnly={isReadOnly} />
    </div>
  )
}

interface FlagsProps {
  id: string
  name: string
  locked: boolean
  hidden: boolean
  isReadOnly: boolean
}

/** For the pointer; by keyboard the actions of the same names do it, and a tree item may not hold buttons. */
function Flags({ id, name, locked, hidden, isReadOnly }: FlagsProps): ReactNode {
  const edit = useEdit()
  const flag = (event: MouseEvent, label: string, change: { locked?: boolean; hidden?: boolean }): void => {
    event.stopPropagation()
    if (!isReadOnly) edit(`${label} ${name}`, (doc, origin) => setFlags(doc, { ids: [id], ...change }, origin))
  }
  const lockLabel = t(locked ? 'layers.unlock' : 'layers.lock')
  const hideLabel = t(hidden ? 'layers.show' : 'layers.hide')
  return (
    <span className="ax-tree-flags" onDoubleClick={(event) => event.stopPropagation()}>
      <span
        title={lockLabel}
        data-set={locked || undefined}
        onClick={(event) => flag(event, lockLabel, { locked: !locked })}
      >
        {locked ? <IconLock size={12} stroke={2} /> : <IconLockOpen size={12} stroke={2} />}
      </span>
      <span
        title={hideLabel}
        data-set={hidden || undefined}
        onClick={(event) => flag(event, hideLabel, { hidden: !hidden })}
      >
        {hidden ? <IconEyeOff size={12} stroke={2} /> : <IconEye size={12} stroke={2} />}
      </span>
      {(locked || hidden) && (
        <span className="ax-hidden">
          {locked && t('layers.isLocked')} {hidden && t('layers.isHidden')}
        </span>
      )}
    </span>
  )
}

/** A click; with shift everything from the last selected to here, with mod this one more or less. */
function pick(event: MouseEvent, id: string, rows: readonly TreeRow[]): void {
  const { selection } = useEditorState.getState()
  if (event.metaKey || event.ctrlKey) return toggleSelected(id)
  const from = rows.findIndex((row) => row.id === selection.at(-1))
  const to = rows.findIndex((row) => row.id === id)
  if (!event.shiftKey || from === -1) return select([id])
  const between = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id)
  // The anchor stays last, so that a second shift-click measures from the same place.
  const anchor = rows[from]?.id
  select([...between.filter((each) => each !== anchor), ...(anchor === undefined ? [] : [anchor])])
}
