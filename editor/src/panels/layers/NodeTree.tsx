import { DndContext, PointerSensor, useSensor, useSensors } from '@dnd-kit/core'
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type Dispatch,
  type ReactNode,
  type SetStateAction,
} from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { ancestorsOf } from '../../session/selectionRules.ts'
import { t } from '../../texts/t.ts'
import { NodeRow, ROW_HEIGHT } from './NodeRow.tsx'
import { visibleRows, type TreeRow } from './rows.ts'
import { useTreeDrag } from './useTreeDrag.ts'
import { useTreeKeys } from './useTreeKeys.ts'

interface Props {
  screenId: string
  query: string
  collapsed: ReadonlySet<string>
  setCollapsed: Dispatch<SetStateAction<ReadonlySet<string>>>
}

/** Lines drawn beyond what is seen. */
const OVERSCAN = 12

/** What stands on a screen, as a tree that the keyboard can walk. Only the lines in sight exist. */
export function NodeTree({ screenId, query, collapsed, setCollapsed }: Props): ReactNode {
  const { store } = useProjectSession()
  const rows = useRows(screenId, collapsed, query)
  const root = useRef<HTMLDivElement>(null)
  const selection = useEditorState((state) => state.selection)
  const [active, setActive] = useState<string | null>(null)
  const [renaming, setRenaming] = useState<string | null>(null)
  const range = useRange(root)
  const drag = useTreeDrag(rows, root)
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }))

  const toggle = (id: string, isOpen: boolean): void => {
    const next = new Set(collapsed)
    if (isOpen) next.delete(id)
    else next.add(id)
    setCollapsed(next)
  }
  const last = selection.at(-1) ?? null
  const current = active ?? last
  useEffect(
    () =>
      useEditorState.subscribe((now, before) => {
        const next = now.selection.at(-1)
        if (next === undefined || next === before.selection.at(-1)) return
        // Only a new selection opens the way to it; collapsing afterwards stays collapsed.
        const above = new Set(ancestorsOf({ node: (id) => store.getNode(id) }, next))
        setActive(null)
        setCollapsed((known) => new Set([...known].filter((id) => !above.has(id))))
      }),
    [store, setCollapsed],
  )
  useEffect(() => {
    const at = rows.findIndex(({ id }) => id === current)
    if (at !== -1) reveal(root.current, at)
  }, [current, rows])

  const onKeyDown = useTreeKeys({ rows, current, setActive, toggle, onRename: setRenaming })
  const first = Math.max(0, Math.floor(range.top / ROW_HEIGHT) - OVERSCAN)
  const shown = rows.slice(first, Math.ceil((range.top + range.height) / ROW_HEIGHT) + OVERSCAN)
  return (
    <DndContext sensors={sensors} autoScroll={false} {...drag.handlers}>
      <div
        ref={root}
        className="ax-tree"
        role="tree"
        tabIndex={0}
        aria-label={t('layers.title')}
        aria-multiselectable="true"
        aria-activedescendant={shown.some(({ id }) => id === current) ? `layer-${current}` : undefined}
        onKeyDown={onKeyDown}
        data-testid="layers-tree"
      >
        <div className="ax-tree-space" role="presentation" style={{ height: rows.length * ROW_HEIGHT }}>
          {shown.map((row, i) => (
            <NodeRow
              key={row.id}
              row={row}
              top={(first + i) * ROW_HEIGHT}
              isSelected={selection.includes(row.id)}
              isActive={row.id === current}
              isRenaming={row.id === renaming}
              rows={rows}
              onToggle={toggle}
              onRename={setRenaming}
            />
          ))}
          {drag.mark && <div className="ax-tree-mark" data-kind={drag.mark.kind} style={drag.mark.style} />}
        </div>
        {rows.length === 0 && <p className="ax-empty">{t(query === '' ? 'layers.empty' : 'layers.nothing')}</p>}
      </div>
    </DndContext>
  )
}

function reveal(root: HTMLElement | null, at: number): void {
  if (!root) return
  const [top, bottom] = [at * ROW_HEIGHT, (at + 1) * ROW_HEIGHT]
  if (top < root.scrollTop) root.scrollTop = top
  else if (bottom > root.scrollTop + root.clientHeight) root.scrollTop = bottom - root.clientHeight
}

/** Another array only when the structure is another one; a changed property costs a walk over cached views. */
function useRows(screenId: string, collapsed: ReadonlySet<string>, query: string): readonly TreeRow[] {
  const { store } = useProjectSession()
  const subscribe = useCallback((listener: () => void) => store.subscribe('any', listener), [store])
  const read = useMemo(
    () => keepSame(() => visibleRows(store, screenId, collapsed, query)),
    [store, screenId, collapsed, query],
  )
  return useSyncExternalStore(subscribe, read)
}

function keepSame(read: () => readonly TreeRow[]): () => readonly TreeRow[] {
  let last: readonly TreeRow[] = []
  return () => {
    const rows = read()
    if (textOf(rows) !== textOf(last)) last = rows
    return last
  }
}

const textOf = (rows: readonly TreeRow[]): string =>
  rows.map(({ id, depth, isExpandable }) => `${id}${depth}${isExpandable ? '+' : ''}`).join()

function useRange(root: { current: HTMLElement | null }): { top: number; height: number } {
  const [range, setRange] = useState({ top: 0, height: 800 })
  useEffect(() => {
    const element = root.current
    if (!element) return
    const measure = (): void => setRange({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [root])
  return range
}
