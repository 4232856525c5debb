import { fragmentOf } from '@axiom/shared/document/texts'
import type { NodeView } from '@axiom/shared/document/views'
import { EditorContent, useEditor } from '@tiptap/react'
import { useEffect, useMemo, type ReactNode } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { getCanvas } from '../../session/canvasHandle.ts'
import { stopEditing } from '../../session/editorState.ts'
import { richTextExtensions } from './extensions.ts'
import { RichTextToolbar } from './RichTextToolbar.tsx'
import { useTextPlace } from './useTextPlace.ts'

/** Rich text on the node's own fragment: typed together, undone with everything else [M7]. */
export function RichTextEditor({ node }: { node: NodeView }): ReactNode {
  const { doc, undo, presence } = useProjectSession()
  const style = useTextPlace(node, 'text', null)
  const fragment = useMemo(() => fragmentOf(doc, node.id), [doc, node.id])
  const editor = useEditor(
    {
      extensions: fragment ? richTextExtensions({ fragment, undoManager: undo.manager, presence, doc }) : [],
      // A strict CSP holds: the few rules are in canvas.css.
      injectCSS: false,
      editorProps: {
        attributes: { class: 'ax-rich-field', 'aria-label': node.name, role: 'textbox', 'aria-multiline': 'true' },
      },
    },
    [fragment],
  )
  // Not `autofocus`: the editor exists before its place is known.
  const isPlaced = style !== null
  useEffect(() => {
    if (isPlaced) editor?.commands.focus('end')
  }, [editor, isPlaced])
  useEffect(() => {
    const onPress = (event: PointerEvent): void => {
      const inside = event.target instanceof Element && event.target.closest('[data-canvas-text]')
      if (!inside) stopEditing()
    }
    document.addEventListener('pointerdown', onPress, { capture: true })
    return () => document.removeEventListener('pointerdown', onPress, { capture: true })
  }, [])
  if (!fragment || style === null) return null
  return (
    <div
      data-canvas-text=""
      className="ax-rich"
      style={style}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key !== 'Escape') return
        stopEditing()
        getCanvas()?.focus()
      }}
    >
      <RichTextToolbar editor={editor} />
      <EditorContent editor={editor} />
    </div>
  )
}
