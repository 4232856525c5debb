import { t } from '../texts/t.ts'
import { type Action, canWrite, state } from './action.ts'
import { pasteFromClipboard } from './paste.ts'

/** By key the browser's own event pastes; from a menu the clipboard has to be asked for. */
export const pasteAction: Action = {
  id: 'paste',
  group: 'edit',
  label: t('action.paste'),
  shortcut: 'mod+V',
  isEnabled: () => canWrite() && state().screenId !== null,
  run: (context) => void pasteFromClipboard(context),
}
