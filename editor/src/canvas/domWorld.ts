import { findWidget } from '@axiom/shared/widgets/registry'
import { layoutOf } from '@axiom/shared/widgets/styles'

import type { ProjectSession } from '../document/projectSession.ts'
import { select, startEditing, startInserting, useEditorState } from '../session/editorState.ts'
import { textTargetOf } from '../session/textTarget.ts'
import { panBy } from '../session/viewport.ts'
import type { GestureEdits, GestureStage, World } from '../session/world.ts'
import type { Measure } from './measure.ts'

export interface WorldDeps {
  store: ProjectSession['store']
  measure: Measure
  stage: GestureStage
  edits: GestureEdits
}

/** The editor as the tools see it: the document's views, measured boxes and the local state. */
export function createDomWorld({ store, measure, stage, edits }: WorldDeps): World {
  const state = useEditorState.getState
  return {
    edits,
    stage,
    canWrite: () => !state().readOnly,
    zoom: () => state().zoom,
    breakpoint: () => state().breakpoint,
    screenId: () => state().screenId,
    node: (id) => store.getNode(id),
    children: (parentId) => store.getChildren(parentId),
    box: measure.box,
    contentBox: measure.contentBox,
    layout: (parentId) => layoutOf(store.getNode(parentId), state().breakpoint),
    canHold: (parentId) => canHold(store, parentId),
    selection: () => state().selection,
    select,
    inserting: () => state().inserting,
    stopInserting: () => startInserting(null),
    defaultSize: (type) => findWidget(type)?.defaults.frame ?? { w: 120, h: 40 },
    editableText: (id) => {
      const node = store.getNode(id)
      return node && textTargetOf(node)
    },
    editText: startEditing,
    panBy,
  }
}

function canHold(store: ProjectSession['store'], parentId: string): boolean {
  const node = store.getNode(parentId)
  return node === null || findWidget(node.type)?.children === 'any'
}
