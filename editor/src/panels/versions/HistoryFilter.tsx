import { Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useSession } from '../../api/session.ts'
import { useNode } from '../../document/hooks.ts'
import { setHistoryOf, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useMembers } from './useHistory.ts'

interface Props {
  author: string | null
  onAuthor: (author: string | null) => void
}

/** Whose edits, and of which widget. */
export function HistoryFilter({ author, onAuthor }: Props): ReactNode {
  const members = useMembers()
  const me = useSession().user?.id
  const others = members.filter(({ userId }) => userId !== me)
  const own = members.filter(({ userId }) => userId === me)
  const people = [...own, ...others].map(({ userId, name }) => ({ value: userId, label: name }))
  return (
    <div className="ax-history-filter">
      {people.length > 1 && (
        <ChoiceField
          label={t('history.people')}
          value={author ?? ''}
          choices={[{ value: '', label: t('history.everyone') }, ...people]}
          onChange={(value) => onAuthor(value === '' ? null : value)}
        />
      )}
      <OneWidget />
    </div>
  )
}

/** The selected widget is offered; the chosen one stays when something else is selected. */
function OneWidget(): ReactNode {
  const historyOf = useEditorState((state) => state.historyOf)
  const selected = useEditorState((state) => (state.selection.length === 1 ? (state.selection[0] ?? null) : null))
  const node = useNode(historyOf ?? selected ?? '')
  if (!node) return null
  if (historyOf === null)
    return (
      <Button size="sm" variant="default" onClick={() => setHistoryOf(node.id)}>
        <span className="ax-cut">{t('history.onlySelected', { name: node.name })}</span>
      </Button>
    )
  return (
    <span className="ax-history-of" role="group" aria-label={t('history.onlySelectedLabel', { name: node.name })}>
      <span className="ax-cut">{t('history.onlySelected', { name: node.name })}</span>
      <IconButton size="xs" label={t('history.stopOnly')} onClick={() => setHistoryOf(null)}>
        <IconX size={14} stroke={1.8} />
      </IconButton>
    </span>
  )
}
