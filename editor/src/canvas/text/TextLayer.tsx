import { lazy, Suspense, type ReactNode } from 'react'

import { useNode } from '../../document/hooks.ts'
import { type TextTarget, useEditorState } from '../../session/editorState.ts'
import { PlainTextEditor } from './PlainTextEditor.tsx'

// Tiptap is the largest part of the editor: it comes with the first rich text that somebody opens.
const RichTextEditor = lazy(async () => ({ default: (await import('./RichTextEditor.tsx')).RichTextEditor }))

/** The text that is being typed, in its place on the canvas. */
export function TextLayer(): ReactNode {
  const editing = useEditorState((state) => state.editing)
  return editing && <OpenText key={`${editing.nodeId}/${editing.field}`} target={editing} />
}

function OpenText({ target }: { target: TextTarget }): ReactNode {
  const node = useNode(target.nodeId)
  if (!node || node.trashed) return null
  if (target.field !== 'text') return <PlainTextEditor node={node} name={target.field.slice(2)} />
  return (
    <Suspense fallback={null}>
      <RichTextEditor node={node} />
    </Suspense>
  )
}
