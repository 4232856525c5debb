import type { NodeView } from '@axiom/shared/document/views'
import { paramNames } from '@axiom/shared/model/routes'
import type { Action } from '@axiom/shared/widgets/actions'

import { useProjectSession, useScreens } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'

/** What the actions of one event can work with. */
export interface EventReads {
  /** First names of paths in expressions. */
  names: readonly string[]
  /** Where the id of a record can come from, as expressions with their words. */
  records: readonly { value: string; label: string }[]
}

/** Names that only this event brings along. */
const LOCAL: Readonly<Record<string, readonly string[]>> = {
  rowClick: ['row'],
  change: ['value'],
  success: ['form', 'record'],
  error: ['form', 'message'],
}
const EVERYWHERE = ['state', 'params', 'queries', 'screen', 'app']

/** What the actions of a node's event can read, where the node stands now. */
export function useEventReads(node: NodeView, event: string, actions: readonly Action[]): EventReads {
  const { store } = useProjectSession()
  const screenId = useEditorState((state) => state.screenId)
  const params = paramNames(useScreens().find(({ id }) => id === screenId)?.route ?? '')
  const names = new Set(LOCAL[event] ?? [])
  if (isInForm(store, node)) names.add('form')
  if (actions.some(({ kind }) => kind === 'createRecord' || kind === 'updateRecord')) names.add('record')
  return {
    names: [...names, ...EVERYWHERE],
    records: [
      ...(names.has('row') ? [{ value: 'row.id', label: t('inspector.record.row') }] : []),
      ...(names.has('record') ? [{ value: 'record.id', label: t('inspector.record.stored') }] : []),
      ...params.map((name) => ({ value: `params.${name}`, label: t('inspector.record.param', { name }) })),
    ],
  }
}

function isInForm(store: ReturnType<typeof useProjectSession>['store'], node: NodeView): boolean {
  const seen = new Set<string>()
  for (let at = store.getNode(node.parentId); at && !seen.has(at.id); at = store.getNode(at.parentId)) {
    if (at.type === 'form') return true
    seen.add(at.id)
  }
  return false
}
