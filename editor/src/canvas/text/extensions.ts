import type { fragmentOf } from '@axiom/shared/document/texts'
import type { Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { StarterKit } from '@tiptap/starter-kit'

import type { ProjectSession } from '../../document/projectSession.ts'

interface Shared {
  fragment: NonNullable<ReturnType<typeof fragmentOf>>
  undoManager: ProjectSession['undo']['manager']
  awareness: ProjectSession['awareness']
  name: string
}

/** The schema of rich text, bound to the shared fragment and the session's one undo manager. */
export function richTextExtensions({ fragment, undoManager, awareness, name }: Shared): Extensions {
  return [
    StarterKit.configure({
      undoRedo: false,
      heading: { levels: [1, 2, 3] },
      link: { openOnClick: false },
      codeBlock: false,
    }),
    Collaboration.configure({ fragment, yUndoOptions: { undoManager: undestroyed(undoManager) } }),
    CollaborationCaret.configure({ provider: { awareness }, user: { name }, render: caretElement }),
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

/** Name and colour are the server's stamp, never what the peer claims. */
function caretElement(user: Record<string, unknown>): HTMLElement {
  const caret = document.createElement('span')
  caret.className = 'ax-caret'
  const colour = typeof user['colour'] === 'number' ? user['colour'] : 1
  caret.style.setProperty('--p', `var(--ax-presence-${colour})`)
  const label = document.createElement('span')
  label.className = 'ax-caret-name'
  label.textContent = typeof user['name'] === 'string' ? user['name'] : ''
  caret.append(label)
  return caret
}
