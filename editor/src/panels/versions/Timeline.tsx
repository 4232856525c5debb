import type { HistoryEntry } from '@axiom/shared/contracts/history'
import type { Version } from '@axiom/shared/contracts/versions'
import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { EditRow } from './EditRow.tsx'
import { HistoryFilter } from './HistoryFilter.tsx'
import { StateDetails } from './StateDetails.tsx'
import { groupByDay, timeOf } from './times.ts'
import { useHistory } from './useHistory.ts'
import { useInks } from './useInks.ts'
import { useVersions } from './useVersions.ts'

type Item = { at: string; id: string } & ({ version: Version } | { entry: HistoryEntry })

/** Versions and, but for `named`, the edits between them: the way back to each. */
export function Timeline({ shown }: { shown: 'all' | 'named' }): ReactNode {
  const [author, setAuthor] = useState<string | null>(null)
  const node = useEditorState((state) => state.historyOf)
  const [open, setOpen] = useState<string | null>(null)
  const withEdits = shown === 'all'
  const versions = useVersions()
  const history = useHistory({ author, node }, withEdits)
  const isFiltered = author !== null || node !== null
  const entries = withEdits ? (history.data?.pages.flatMap(({ data }) => data) ?? []) : []
  const kept = withEdits && isFiltered ? [] : (versions.data ?? []).filter(({ label }) => withEdits || label !== null)
  const inks = useInks(entries)
  const items = inOrder(kept, entries)
  const isPending = versions.isPending || (withEdits && history.isPending)
  const failed = [versions, ...(withEdits ? [history] : [])].find(({ isError }) => isError)
  const empty = shown === 'named' ? 'versions.empty' : isFiltered ? 'history.emptyFilter' : 'history.empty'
  const toggle = (id: string) => () => setOpen(open === id ? null : id)
  return (
    <>
      {withEdits && <HistoryFilter author={author} onAuthor={setAuthor} />}
      <div className="ax-panel-body" aria-busy={isPending}>
        {isPending && <Loading />}
        {failed && <Failed message={failed.error?.message ?? ''} onRetry={() => void failed.refetch()} />}
        {!isPending && !failed && items.length === 0 && <p className="ax-empty">{t(empty)}</p>}
        {groupByDay(items).map(([day, ofDay]) => (
          <section key={day} aria-label={day}>
            <h3 className="ax-versions-day">{day}</h3>
            <ul className="ax-list ax-versions">
              {ofDay.map((item) => {
                const row = { isOpen: item.id === open, onToggle: toggle(item.id) }
                if ('version' in item) return <VersionRow key={item.id} version={item.version} {...row} />
                const { entry } = item
                return (
                  <EditRow key={item.id} entry={entry} ink={inks.get(entry.author?.id ?? '')} nodeId={node} {...row} />
                )
              })}
            </ul>
          </section>
        ))}
        {withEdits && history.hasNextPage && (
          <Button
            className="ax-history-more"
            size="sm"
            variant="default"
            loading={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {t('history.earlier')}
          </Button>
        )}
      </div>
    </>
  )
}

function Loading(): ReactNode {
  return (
    <div role="status" aria-label={t('history.loading')}>
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className="ax-skeleton ax-proposals-skeleton" />
      ))}
    </div>
  )
}

function Failed({ message, onRetry }: { message: string; onRetry: () => void }): ReactNode {
  return (
    <div className="ax-empty" role="alert">
      <p>{message}</p>
      <Button size="sm" variant="default" onClick={onRetry}>
        {t('common.retry')}
      </Button>
    </div>
  )
}

interface RowProps {
  version: Version
  isOpen: boolean
  onToggle: () => void
}

function VersionRow({ version, isOpen, onToggle }: RowProps): ReactNode {
  const { id, label, reason, authorName, createdAt } = version
  const time = timeOf(createdAt)
  return (
    <li data-on={isOpen || undefined} data-named={label !== null || undefined}>
      <button type="button" className="ax-version" aria-expanded={isOpen} onClick={onToggle}>
        <i aria-hidden="true" />
        <span className="ax-grow">
          <span className="ax-medium ax-cut">{label ?? t(`versions.reason.${reason}`)}</span>
          <span className="ax-meta">{[time, authorName].filter(Boolean).join(' · ')}</span>
        </span>
      </button>
      {isOpen && (
        <div className="ax-version-details">
          <StateDetails state={{ kind: 'version', id }} title={label ?? time} time={time} />
        </div>
      )}
    </li>
  )
}

/** The newest first. */
function inOrder(versions: readonly Version[], entries: readonly HistoryEntry[]): Item[] {
  const items: Item[] = [
    ...versions.map((version) => ({ at: version.createdAt, id: version.id, version })),
    ...entries.map((entry) => ({ at: entry.to, id: entry.id, entry })),
  ]
  return items.toSorted((a, b) => (a.at < b.at ? 1 : -1))
}
