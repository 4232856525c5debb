import { createContext, useContext, useEffect, useMemo, useRef, type ReactNode } from 'react'

import { useProjectSession } from '../document/hooks.ts'
import { useEditorState } from '../session/editorState.ts'
import type { ActionCallbacks, ActionContext } from './action.ts'
import { CommandPalette, openPalette } from './CommandPalette.tsx'
import { ContextMenu } from './ContextMenu.tsx'
import { listenToClipboard } from './paste.ts'
import { ACTIONS, getAction } from './registry.ts'
import { findByKey, matches } from './shortcuts.ts'
import { ShortcutSheet } from './ShortcutSheet.tsx'

const Context = createContext<ActionContext | null>(null)

interface Props {
  callbacks?: ActionCallbacks
  children: ReactNode
}

const NONE: ActionCallbacks = {}

/** Gives the page its verbs: keys, clipboard, command palette and shortcut sheet. */
export function ActionsProvider({ callbacks = NONE, children }: Props): ReactNode {
  const session = useProjectSession()
  const context = useMemo(() => ({ session, callbacks }), [session, callbacks])
  useShortcuts(context)
  return (
    <Context value={context}>
      {children}
      <CommandPalette context={context} />
      <ContextMenu context={context} />
      <ShortcutSheet />
    </Context>
  )
}

export interface ActionHandle {
  label: string
  /** The step that undo takes back, and the like. */
  detail: string | null
  shortcut: string | null
  isEnabled: boolean
  run: () => void
}

export function useActionContext(): ActionContext {
  const context = useContext(Context)
  if (context === null) throw new Error('useActionContext needs an ActionsProvider above it')
  return context
}

/** One verb for a button or menu row; follows the selection. */
export function useAction(id: string): ActionHandle {
  const context = useActionContext()
  const action = getAction(id)
  useEditorState((state) => state.selection)
  return {
    label: action.label,
    detail: action.detail?.(context) ?? null,
    shortcut: action.shortcut,
    isEnabled: action.isEnabled(context),
    run: () => action.run(context),
  }
}

/** Keys and clipboard of the editor, as long as nobody is typing. */
export function useShortcuts(context: ActionContext): void {
  const latest = useRef(context)
  useEffect(() => void (latest.current = context), [context])
  useEffect(() => {
    const abort = new AbortController()
    window.addEventListener('keydown', (event) => handleKey(event, latest.current), { signal: abort.signal })
    const stop = listenToClipboard(() => latest.current)
    return () => {
      abort.abort()
      stop()
    }
  }, [])
}

function handleKey(event: KeyboardEvent, context: ActionContext): void {
  if (event.defaultPrevented || event.isComposing) return
  if (matches(event, 'mod+K')) {
    event.preventDefault()
    return openPalette()
  }
  if (isBusyElsewhere(event)) return
  const action = findByKey(ACTIONS, event)
  if (!action?.isEnabled(context)) return
  event.preventDefault()
  action.run(context)
}

/** Fields, open dialogs and menus, and buttons for the keys that they answer themselves. */
function isBusyElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return true
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"], [role="tree"], [role="tablist"]')) return true
  return (key === 'Enter' || key === ' ') && target.closest('button, a[href], summary') !== null
}
