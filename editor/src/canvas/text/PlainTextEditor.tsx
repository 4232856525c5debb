import { editText } from '@axiom/shared/document/operations/editText'
import type { NodeView } from '@axiom/shared/document/views'
import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react'

import { useEdit, useProjectSession, useUndo } from '../../document/hooks.ts'
import { encodeCursor } from '../../document/textCursor.ts'
import { getCanvas } from '../../session/canvasHandle.ts'
import { stopEditing } from '../../session/editorState.ts'
import { applySplice, movedCaret, rebase, spliceBetween } from '../../session/textSplice.ts'
import { t } from '../../texts/t.ts'
import { RemoteCarets } from './RemoteCarets.tsx'
import { useTextPlace } from './useTextPlace.ts'

interface Props {
  node: NodeView
  name: string
}

/** A label typed in its place, co-typed by character: own letters go out as splices, others' move the caret along. */
export function PlainTextEditor({ node, name }: Props): ReactNode {
  const text = node.texts[name] ?? ''
  const { field, write, composition } = useCoTyping(node, name, text)
  const { undo, redo } = useUndo()
  useCursorPresence(field, node.id, name)
  const style = useTextPlace(node, name, text)
  const isPlaced = style !== null
  useEffect(() => {
    if (!isPlaced) return
    field.current?.focus()
    field.current?.select()
  }, [field, isPlaced])

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    event.stopPropagation()
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' || (event.key === 'Enter' && !event.shiftKey)) {
      event.preventDefault()
      stopEditing()
      getCanvas()?.focus()
    }
    const isUndo = (event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key)
    if (!isUndo) return
    // The field's own history knows nothing of what others typed.
    event.preventDefault()
    if (event.shiftKey || event.key.toLowerCase() === 'y') redo()
    else undo()
  }

  if (style === null) return null
  return (
    <>
      <textarea
        ref={field}
        data-canvas-text=""
        className="ax-text-field"
        style={style}
        rows={1}
        aria-label={`${t('verb.type')} ${node.name}`}
        defaultValue={text}
        spellCheck={false}
        onKeyDown={onKeyDown}
        onInput={write}
        onBlur={stopEditing}
        {...composition}
      />
      <RemoteCarets node={node} name={name} text={text} style={style} />
    </>
  )
}

/** Tells the others where in the text this person's caret is, as long as the text is open. */
function useCursorPresence(field: RefObject<HTMLTextAreaElement | null>, nodeId: string, name: string): void {
  const { doc, presence } = useProjectSession()
  useEffect(() => {
    const onSelection = (): void => {
      const input = field.current
      if (!input || document.activeElement !== input) return
      const { selectionStart: start, selectionEnd: end, selectionDirection } = input
      const range: [number, number] = selectionDirection === 'backward' ? [end, start] : [start, end]
      presence.setState({ cursor: encodeCursor(doc, { nodeId, name }, range) })
    }
    document.addEventListener('selectionchange', onSelection)
    return () => {
      document.removeEventListener('selectionchange', onSelection)
      presence.setState({ cursor: null })
    }
  }, [field, doc, presence, nodeId, name])
}

/** Keeps field and document equal; while an input method composes, others' letters wait. */
function useCoTyping(node: NodeView, name: string, text: string) {
  const edit = useEdit()
  const field = useRef<HTMLTextAreaElement>(null)
  /** The text that the field showed before the composition; null when there is none. */
  const base = useRef<string | null>(null)

  const save = (value: string): void =>
    edit(`${t('verb.type')} ${node.name}`, (doc, origin) => editText(doc, { id: node.id, name, text: value }, origin))

  function show(value: string): void {
    const input = field.current
    if (!input || input.value === value) return
    const splice = spliceBetween(input.value, value)
    const [start, end] = [input.selectionStart, input.selectionEnd].map((caret) => movedCaret(caret, splice))
    input.value = value
    input.setSelectionRange(start ?? 0, end ?? 0)
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
