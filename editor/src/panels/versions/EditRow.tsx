import type { HistoryChange, HistoryEntry } from '@axiom/shared/contracts/history'
import { useState, type ReactNode } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { openScreen, select } from '../../session/editorState.ts'
import { zoomToSelection } from '../../session/viewport.ts'
import { isTextKey, t } from '../../texts/t.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { DifferenceSign } from '../../ui/DifferenceSign.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { describeKeys } from './describeChange.ts'
import { describeEntry, describeWhere } from './describeEntry.ts'
import { StateDetails } from './StateDetails.tsx'
import { spanOf, timeOf } from './times.ts'

interface Props {
  entry: HistoryEntry
  nodeId: string | null
  /** Presence ink of the author. */
  ink: number | undefined
  isOpen: boolean
  onToggle: () => void
}

/** What somebody changed within a few minutes; opened, with what it was and the state before and after. */
export function EditRow({ entry, nodeId, ink, isOpen, onToggle }: Props): ReactNode {
  const { author, from, to } = entry
  const where = describeWhere(entry)
  return (
    <li className="ax-edit" data-on={isOpen || undefined}>
      <button type="button" className="ax-version" aria-expanded={isOpen} onClick={onToggle}>
        <i aria-hidden="true" />
        <span className="ax-grow">
          <span className="ax-edit-what">{describeEntry(entry)}</span>
          <span className="ax-meta">{[spanOf(from, to), where].filter(Boolean).join(' · ')}</span>
        </span>
        {author && <Avatar name={author.name || '?'} colour={ink ?? author.colour} />}
      </button>
      {isOpen && <EditDetails entry={entry} nodeId={nodeId} />}
    </li>
  )
}

type Shown = 'edits' | 'before' | 'after'

function EditDetails({ entry, nodeId }: { entry: HistoryEntry; nodeId: string | null }): ReactNode {
  const { from, to, restorable } = entry
  const [shown, setShown] = useState<Shown>('edits')
  const before = new Date(Date.parse(from) - 1).toISOString()
  const [at, time] = shown === 'before' ? [before, timeOf(from)] : [to, timeOf(to)]
  return (
    <div className="ax-version-details">
      {restorable && (
        <Segments
          label={t('history.show')}
          value={shown}
          onChange={setShown}
          segments={(['edits', 'before', 'after'] as const).map((value) => ({
            value,
            label: t(`history.${value}`),
            shown: t(`history.${value}`),
          }))}
        />
      )}
      {shown === 'edits' ? (
        <Edits entry={entry} />
      ) : (
        <StateDetails
          key={shown}
          state={{ kind: 'moment', at }}
          title={t(`history.${shown}Title`, { time })}
          time={time}
          nodeId={nodeId}
        />
      )}
      {!restorable && <p className="ax-meta">{t('history.notKept')}</p>}
    </div>
  )
}

function Edits({ entry: { changes, added, changed, removed } }: { entry: HistoryEntry }): ReactNode {
  const more = added + changed + removed - changes.length
  return (
    <>
      <ul className="ax-list ax-changes">
        {changes.map((change) => (
          <EditedRow key={`${change.root}/${change.id}`} change={change} />
        ))}
      </ul>
      {more > 0 && <p className="ax-meta">{t('history.moreChanges', { count: more })}</p>}
    </>
  )
}

/** A click shows a widget that is still there. */
function EditedRow({ change }: { change: HistoryChange }): ReactNode {
  const { root, id, kind, name, screenId } = change
  const { store } = useProjectSession()
  const show = (): void => {
    openScreen(screenId)
    select(store.getNode(id)?.trashed === false ? [id] : [])
    // On another screen its box is there only after the next drawing.
    requestAnimationFrame(zoomToSelection)
  }
  const words = (
    <>
      <DifferenceSign kind={kind} />
      <span className="ax-grow">
        <span className="ax-medium ax-cut">{name || nounOf(root)}</span>
        <span className="ax-meta">{whatOf(change)}</span>
      </span>
    </>
  )
  return (
    <li className="ax-change">
      {root === 'nodes' && screenId !== null ? (
        <button type="button" onClick={show}>
          {words}
        </button>
      ) : (
        <span className="ax-change-what">{words}</span>
      )}
    </li>
  )
}

function whatOf({ root, kind, type, keys, name }: HistoryChange): string {
  const noun = root === 'nodes' || name === '' ? '' : nounOf(root)
  const what = kind === 'changed' ? describeKeys(type, keys) : t(`history.kind.${kind}`)
  return [noun, what].filter(Boolean).join(' · ')
}

function nounOf(root: HistoryChange['root']): string {
  const key = `proposals.root.${root}`
  return t(isTextKey(key) ? key : 'proposals.root.other')
}
