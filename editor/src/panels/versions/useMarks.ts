import type { NodeDifference } from '@axiom/shared/contracts/versions'
import { useEffect } from 'react'

import { setCompared, setComparison } from '../../session/editorState.ts'
import { labelOf, type Telling } from './describeChange.ts'

interface Compared {
  title: string
  relation: string
  nodes: readonly NodeDifference[] | undefined
  telling?: Telling
  /** Where the server tells the other state. */
  path?: string
  /** What it is called there; its title. */
  other?: string
}

/** As long as the version or suggestion is open, the canvas shows what differs from it. */
export function useMarks({ title, relation, nodes, telling, path, other = title }: Compared): void {
  useEffect(() => {
    if (!nodes || nodes.length === 0) return
    setComparison({
      title,
      relation,
      path: path ?? null,
      other,
      marks: nodes.map((node) => ({ ...node, label: labelOf(node, telling) })),
    })
    return () => setComparison(null)
  }, [title, relation, nodes, telling, path, other])
  // Each state is first seen as a difference.
  useEffect(() => () => setCompared('difference'), [title])
}
