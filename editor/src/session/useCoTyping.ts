import { editText } from '@axiom/shared/document/operations/editText'
import type { RowRoot } from '@axiom/shared/document/projectDoc'
import { useLayoutEffect, useRef, type KeyboardEvent, type RefObject } from 'react'

import { useEdit, useUndo } from '../document/hooks.ts'
import { applySplice, movedCaret, rebase, spliceBetween } from './textSplice.ts'

type Field = HTMLInputElement | HTMLTextAreaElement

interface CoTyped {
  /** The rows whose text this is; they all get what is typed. */
  ids: readonly string[]
  /** Nodes, unless it says otherwise. */
  root?: RowRoot
  /** The text's name in each of them. */
  name: string
  /** What is in the document. */
  text: string
  /** Names the undo step. */
  label: () => string
}

/** Keeps a field and a text of the document equal; while an input method composes, others' letters wait. */
export function useCoTyping<T extends Field>({ ids, root = 'nodes', name, text, label }: CoTyped) {
  const edit = useEdit()
  const field = useRef<T>(null)
  /** The text that the field showed before the composition; null when there is none. */
  const base = useRef<string | null>(null)

  const save = (value: string): void =>
    edit(label(), (doc, origin) => ids.forEach((id) => editText(doc, { id, root, name, text: value }, origin)))

  useLayoutEffect(() => {
    if (base.current === null) show(field, text)
  }, [text])

  return {
    field,
    onInput: () => {
      if (base.current === null && field.current) save(field.current.value)
    },
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
      show(field, merged)
    },
  }
}

/** Others' letters move the caret along; an input that has no focus must not get it by that. */
function show(field: RefObject<Field | null>, value: string): void {
  const input = field.current
  if (!input || input.value === value) return
  const splice = spliceBetween(input.value, value)
  const [start, end] = [input.selectionStart ?? 0, input.selectionEnd ?? 0].map((caret) => movedCaret(caret, splice))
  input.value = value
  if (document.activeElement === input) input.setSelectionRange(start ?? 0, end ?? 0)
}

/** Undo and redo of the document in a text field, whose own history knows nothing of what others typed. */
export function useUndoKeys(): (event: KeyboardEvent) => void {
  const { undo, redo } = useUndo()
  return (event) => {
    if (!(event.ctrlKey || event.metaKey) || !/^[zy]$/i.test(event.key)) return
    event.preventDefault()
    if (event.shiftKey || event.key.toLowerCase() === 'y') redo()
    else undo()
  }
}
