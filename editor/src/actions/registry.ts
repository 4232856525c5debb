import type { Action } from './action.ts'
import { arrangeActions } from './arrangeActions.ts'
import { editActions } from './editActions.ts'
import { moveActions } from './moveActions.ts'
import { pasteAction } from './pasteAction.ts'
import { selectActions } from './selectActions.ts'
import { insertActions, projectActions, viewActions } from './viewActions.ts'

/** Every user verb, once. Menus, keys, buttons, palette and shortcut sheet read this list. */
export const ACTIONS: readonly Action[] = [
  ...editActions,
  pasteAction,
  ...selectActions,
  ...moveActions,
  ...arrangeActions,
  ...viewActions,
  ...insertActions,
  ...projectActions,
]

const BY_ID = new Map(ACTIONS.map((action) => [action.id, action]))

/** Throws for an unknown id: ids are written in code. */
export function getAction(id: string): Action {
  const action = BY_ID.get(id)
  if (!action) throw new RangeError(`There is no action called ${id}`)
  return action
}
