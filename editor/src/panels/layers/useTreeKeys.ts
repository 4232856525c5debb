import type { KeyboardEvent } from 'react'

import { useActionContext } from '../../actions/ActionsProvider.tsx'
import { ACTIONS } from '../../actions/registry.ts'
import { findByKey } from '../../actions/shortcuts.ts'
import { getCanvas } from '../../session/canvasHandle.ts'
import { select, toggleSelected, useEditorState } from '../../session/editorState.ts'
import type { TreeRow } from './rows.ts'

interface Options {
  rows: readonly TreeRow[]
  current: string | null
  setActive: (id: string | null) => void
  toggle: (id: string, isOpen: boolean) => void
  onRename: (id: string) => void
}

/** The keys of an ARIA tree; every other key is a verb of the editor, as on the canvas. */
export function useTreeKeys({ rows, current, setActive, toggle, onRename }: Options) {
  const context = useActionContext()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const at = rows.findIndex(({ id }) => id === current)
  const row = rows[at]

  function go(next: TreeRow | undefined, event: KeyboardEvent): void {
    if (!next) return
    if (event.ctrlKey || event.metaKey) setActive(next.id)
    else if (event.shiftKey) {
      const { selection } = useEditorState.getState()
      select([...selection.filter((id) => id !== next.id), next.id])
    } else {
      select([next.id])
      setActive(null)
    }
  }

  function walk(event: KeyboardEvent): boolean {
    switch (event.key) {
      case 'ArrowDown':
        go(rows[Math.min(rows.length - 1, at + 1)], event)
        return true
      case 'ArrowUp':
        go(rows[Math.max(0, at - 1)], event)
        return true
      case 'Home':
        go(rows[0], event)
        return true
      case 'End':
        go(rows.at(-1), event)
        return true
      case 'ArrowRight':
        if (row?.isExpandable && !row.isExpanded) toggle(row.id, true)
        else if (row?.isExpanded) go(rows[at + 1], event)
        return true
      case 'ArrowLeft':
        if (row?.isExpanded) toggle(row.id, false)
        else
          go(
            rows.find(({ id }) => id === row?.parentId),
            event,
          )
        return true
      default:
        return false
    }
  }

  function act(event: KeyboardEvent): boolean {
    if (event.key === 'Enter') {
      if (current !== null) select([current])
      getCanvas()?.focus()
      return true
    }
    if (event.key === ' ') {
      if (current !== null) toggleSelected(current)
      return true
    }
    if (event.key === 'F2' && current !== null && !isReadOnly) {
      onRename(current)
      return true
    }
    const action = findByKey(ACTIONS, event.nativeEvent)
    if (!action?.isEnabled(context)) return false
    action.run(context)
    return true
  }

  return (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || (event.target as HTMLElement).tagName === 'INPUT') return
    const isWalk = !event.altKey && walk(event)
    if (!isWalk && !act(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
}
