import { useEffect, type ReactNode } from 'react'

import { useProjectSession } from '../document/hooks.ts'
import { announce, useAnnouncement } from '../session/announcements.ts'
import { useEditorState } from '../session/editorState.ts'
import { t } from '../texts/t.ts'
import { watchRemoteChanges } from './watchRemoteChanges.ts'

/** Says what is selected, and what others do, to those who cannot see it. */
export function Announcer(): ReactNode {
  const { text, count } = useAnnouncement()
  const session = useProjectSession()
  useEffect(() => watchRemoteChanges(session), [session])
  useEffect(
    () =>
      useEditorState.subscribe((now, before) => {
        if (now.selection === before.selection) return
        const names = now.selection.slice(0, 5).flatMap((id) => session.store.getNode(id)?.name ?? [])
        const more = now.selection.length - names.length
        announce(
          names.length === 0
            ? t('announce.selectedNone')
            : t(more > 0 ? 'announce.selectedMore' : 'announce.selected', { names: names.join(', '), count: more }),
        )
      }),
    [session],
  )
  return (
    <div className="ax-announcer" aria-live="polite" role="status" data-testid="announcer">
      {/* A no-break space makes a repeated message a new one. */}
      {count % 2 === 0 ? text : `${text}\u00a0`}
    </div>
  )
}
