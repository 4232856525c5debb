import type { ProjectState, Version, VersionDifference } from '@axiom/shared/contracts/versions'
import { compareNodes } from '@axiom/shared/document/compareNodes'
import { countDifference, type Difference } from '@axiom/shared/document/diff'
import { parseScreen } from '@axiom/shared/document/parseScreen'
import { TRASH } from '@axiom/shared/document/place'
import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import { ancestorsOf, readTree } from '@axiom/shared/document/tree'
import * as Y from 'yjs'

import type { StoredVersion } from './store.ts'

/** Nodes that a difference names one by one. */
const NODES_SHOWN = 500

export function presentVersion(version: StoredVersion): Version {
  const { _id: id, label, reason, authorId, authorName, createdAt, bytes } = version
  return { id, label, reason, authorId, authorName, createdAt, bytes }
}

export function presentState({ y }: ProjectDoc): ProjectState {
  return { state: Buffer.from(Y.encodeStateAsUpdate(y)).toString('base64') }
}

/** A difference in numbers, and on which screens, by the names that they have now. */
export function presentDifference(doc: ProjectDoc, past: ProjectDoc, difference: Difference): VersionDifference {
  const { added, changed, removed, rows } = countDifference(difference)
  const trees = [readTree(doc), readTree(past)]
  const perScreen = new Map<string, number>()
  for (const [id, root] of rows) {
    const screen =
      root === 'screens'
        ? id
        : trees.map((tree) => ancestorsOf(tree, id).at(-1)).find((top) => top !== undefined && top !== TRASH)
    if (screen !== undefined) perScreen.set(screen, (perScreen.get(screen) ?? 0) + 1)
  }
  const screens = [...perScreen].flatMap(([id, changes]) => {
    const row = doc.roots.screens.get(id) ?? past.roots.screens.get(id)
    return row ? [{ id, name: parseScreen(id, row).name, changes }] : []
  })
  return { added, changed, removed, screens, nodes: compareNodes(doc, past).slice(0, NODES_SHOWN) }
}
