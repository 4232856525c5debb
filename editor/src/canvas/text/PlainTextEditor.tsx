import type { NodeView } from '@axiom/shared/document/views'
import { useEffect, type KeyboardEvent, type ReactNode, type RefObject } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { encodeCursor } from '../../document/textCursor.ts'
import { getCanvas } from '../../session/canvasHandle.ts'
import { stopEditing } from '../../session/editorState.ts'
import { useCoTyping, useUndoKeys } from '../../session/useCoTyping.ts'
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
  const label = (): string => `${t('verb.type')} ${node.name}`
  const { field, ...typing } = useCoTyping<HTMLTextAreaElement>({ ids: [node.id], name, text, label })
  const handleUndo = useUndoKeys()
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
    handleUndo(event)
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
        onBlur={stopEditing}
        {...typing}
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
