import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

import { setShortcutsOpen, useEditorState } from '../session/editorState.ts'
import { t } from '../texts/t.ts'
import type { ActionGroup } from './action.ts'

import './palette.css'
import { ACTIONS } from './registry.ts'
import { showShortcut } from './shortcuts.ts'

const GROUPS: readonly ActionGroup[] = ['edit', 'select', 'move', 'arrange', 'view', 'panel', 'project']

/** All keys on one page (`?`). */
export function ShortcutSheet(): ReactNode {
  const isOpen = useEditorState((state) => state.shortcutsOpen)
  return (
    <Modal opened={isOpen} onClose={() => setShortcutsOpen(false)} title={t('action.shortcuts')} size={640}>
      <div className="ax-keys">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{t(`group.${group}`)}</h3>
            <dl>
              {ACTIONS.filter((action) => action.group === group && action.shortcut !== null).map((action) => (
                <div key={action.id}>
                  <dt>{action.label}</dt>
                  <dd>{action.shortcut && showShortcut(action.shortcut)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
