import { useEffect } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { watchReturn, type Return } from '../../document/watchReturn.ts'
import { labelOf } from '../../panels/versions/describeChange.ts'
import { announce } from '../../session/announcements.ts'
import { setComparison } from '../../session/editorState.ts'
import { formatWhen, t } from '../../texts/t.ts'
import { showToast } from '../../ui/toast.tsx'

/** After a long time offline: what others changed meanwhile, in a sentence and on request as marks on the canvas. */
export function useReturn(userId: string | undefined): void {
  const session = useProjectSession()
  useEffect(() => {
    if (userId === undefined) return
    const key = `axiom:seen:${userId}:${session.projectId}`
    const notes = {
      read: () => Number(localStorage.getItem(key) ?? 0),
      write: (at: number) => localStorage.setItem(key, String(at)),
    }
    return watchReturn(session, notes, say)
  }, [session, userId])
}

function say({ since, changes, lost }: Return): void {
  const parts = [
    t('return.since', { when: formatWhen(new Date(since).toISOString()) }),
    changes.length > 0 ? t('return.changed', { count: changes.length }) : '',
    lost > 0 ? t('return.lost', { count: lost }) : '',
  ]
  const message = parts.filter(Boolean).join(' ')
  const marks = changes.map((change) => ({ ...change, label: labelOf(change) }))
  const show = (): void =>
    setComparison({ title: t('return.title'), path: null, other: '', relation: t('return.relation'), marks })
  announce(message)
  showToast({ message, stays: true, ...(marks.length > 0 && { action: { label: t('return.show'), run: show } }) })
}
