import { editText } from '@axiom/shared/document/operations/editText'
import type { NodeView } from '@axiom/shared/document/views'
import { useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'

import { stepLabel } from '../../actions/edits.ts'
import { useEdit, useProjectSession, useUndo } from '../../document/hooks.ts'
import { applySplice, movedCaret, rebase, spliceBetween } from '../../session/textSplice.ts'
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

type Field = HTMLInputElement | HTMLTextAreaElement

/** A text that several people may type in at once: every letter goes out, and others' letters move the caret along. */
export function CoTypedField({ nodes, name, label, multiline, presence }: Props): ReactNode {
  const common = commonOf(nodes, (node) => node.texts[name] ?? '')
  const text = common.kind === 'same' ? common.value : ''
  const { field, write, composition } = useCoTyping(nodes, name, text)
  const { undo, redo } = useUndo()
  const onKeyDown = (event: KeyboardEvent<Field>): void => {
    if (!(event.ctrlKey || event.metaKey) || !/^[zy]$/i.test(event.key)) return
    // The field's own history knows nothing of what others typed.
    event.preventDefault()
    if (event.shiftKey || event.key.toLowerCase() === 'y') redo()
    else undo()
  }
  const shared = {
    ref: field as never,
    'aria-label': label,
    defaultValue: text,
    placeholder: common.kind === 'mixed' ? t('inspector.mixed') : undefined,
    onInput: write,
    onKeyDown,
    onFocus: presence.onFocus,
    onBlur: presence.onBlur,
    ...composition,
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

function useCoTyping(nodes: readonly NodeView[], name: string, text: string) {
  const edit = useEdit()
  const { store } = useProjectSession()
  const field = useRef<Field>(null)
  /** The text before an input method began to compose; others' letters wait meanwhile. */
  const base = useRef<string | null>(null)
  const ids = nodes.map(({ id }) => id)

  const save = (value: string): void =>
    edit(stepLabel(t('verb.type'), store, ids), (doc, origin) =>
      ids.forEach((id) => editText(doc, { id, name, text: value }, origin)),
    )
  function show(value: string): void {
    const input = field.current
    if (!input || input.value === value) return
    const splice = spliceBetween(input.value, value)
    const [start, end] = [input.selectionStart ?? 0, input.selectionEnd ?? 0].map((caret) => movedCaret(caret, splice))
    input.value = value
    if (document.activeElement === input) input.setSelectionRange(start ?? 0, end ?? 0)
  }
  useLayoutEffect(() => {
    if (base.current === null) show(text)
  }, [text])
  return {
    field,
    write: () => {
      if (base.current === null && field.current) save(field.current.value)
    },
    composition: {
      onCompositionStart: () => {
        base.current = text
      },
      onCompositionEnd: () => {
        const before = base.current
        base.current = null
        if (before === null || !field.current) return
        const own = spliceBetween(before, field.current.value)
        const merged = applySplice(text, rebase(own, spliceBetween(before, text)))
        save(merged)
        show(merged)
      },
    },
  }
}
