import type { NodeView } from '@axiom/shared/document/views'
import type { ReactNode } from 'react'

import { stepLabel } from '../../actions/edits.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { useCoTyping, useUndoKeys } from '../../session/useCoTyping.ts'
import { t } from '../../texts/t.ts'
import { FieldFrame } from '../../ui/Field.tsx'
import type { FieldPresence } from './useFieldPresence.ts'
import { commonOf } from './useNodes.ts'

interface Props {
  nodes: readonly NodeView[]
  name: string
  label: string
  multiline: boolean
  presence: FieldPresence
}

/** A text that several people may type in at once: every letter goes out, and others' letters move the caret along. */
export function CoTypedField({ nodes, name, label, multiline, presence }: Props): ReactNode {
  const common = commonOf(nodes, (node) => node.texts[name] ?? '')
  const text = common.kind === 'same' ? common.value : ''
  const { store } = useProjectSession()
  const ids = nodes.map(({ id }) => id)
  const { field, ...typing } = useCoTyping({ ids, name, text, label: () => stepLabel(t('verb.type'), store, ids) })
  const onKeyDown = useUndoKeys()
  const shared = {
    ref: field as never,
    'aria-label': label,
    defaultValue: text,
    placeholder: common.kind === 'mixed' ? t('inspector.mixed') : undefined,
    onKeyDown,
    onFocus: presence.onFocus,
    onBlur: presence.onBlur,
    ...typing,
  }
  return (
    <FieldFrame
      peer={presence.peer}
      peerText={presence.peer ? t('inspector.isEditing', { name: presence.peer.name }) : ''}
    >
      {multiline ? <textarea rows={2} {...shared} /> : <input {...shared} />}
    </FieldFrame>
  )
}
