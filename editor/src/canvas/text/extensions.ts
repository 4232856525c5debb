import type { fragmentOf } from '@axiom/shared/document/texts'
import type { Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { StarterKit } from '@tiptap/starter-kit'

import { CaretAwareness } from '../../document/caretAwareness.ts'
import type { ProjectSession } from '../../document/projectSession.ts'
import { caretElement, selectionAttributes } from './caretElement.ts'

interface Shared {
  fragment: NonNullable<ReturnType<typeof fragmentOf>>
  undoManager: ProjectSession['undo']['manager']
  presence: ProjectSession['presence']
  doc: ProjectSession['doc']
}

/** The schema of rich text, bound to the shared fragment and the session's one undo manager. */
export function richTextExtensions({ fragment, undoManager, presence, doc }: Shared): Extensions {
  return [
    StarterKit.configure({
      undoRedo: false,
      heading: { levels: [1, 2, 3] },
      link: { openOnClick: false },
      codeBlock: false,
    }),
    Collaboration.configure({ fragment, yUndoOptions: { undoManager: undestroyed(undoManager) } }),
    CollaborationCaret.configure({
      provider: { awareness: new CaretAwareness(presence, doc.y) },
      render: caretElement,
      selectionRender: selectionAttributes,
    }),
  ]
}

/** Closing a text must not end the undo of the whole session: the plugin destroys what it was given. */
function undestroyed(manager: Shared['undoManager']): Shared['undoManager'] {
  return new Proxy(manager, {
    get(target, key) {
      if (key === 'destroy') return () => undefined
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
