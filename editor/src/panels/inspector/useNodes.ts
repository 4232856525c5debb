import type { NodeView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { useCallback, useRef, useSyncExternalStore } from 'react'

import { useProjectSession } from '../../document/hooks.ts'

/** The living ones of several nodes; the same array until one of them changes. */
export function useNodes(ids: readonly string[]): readonly NodeView[] {
  const { store } = useProjectSession()
  const known = useRef<readonly NodeView[]>([])
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = ids.map((id) => store.subscribe(`node:${id}`, listener))
      return () => stops.forEach((stop) => stop())
    },
    [store, ids],
  )
  return useSyncExternalStore(subscribe, () => {
    const nodes = ids.flatMap((id) => store.getNode(id) ?? []).filter(({ trashed }) => !trashed)
    const same = nodes.length === known.current.length && nodes.every((node, i) => node === known.current[i])
    if (!same) known.current = nodes
    return known.current
  })
}

/** A stored value as a choice's value: what is no text (by another version or a hand) stays recognizable. */
export const textOf = (value: Json): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)

/** What several nodes have in common. */
export type Common<T> = { kind: 'same'; value: T } | { kind: 'mixed' }

export function commonOf<T>(nodes: readonly NodeView[], read: (node: NodeView) => T): Common<T> {
  const [first, ...rest] = nodes.map(read)
  if (first === undefined && nodes.length === 0) return { kind: 'mixed' }
  const isSame = rest.every((value) => JSON.stringify(value) === JSON.stringify(first))
  return isSame ? { kind: 'same', value: first as T } : { kind: 'mixed' }
}
