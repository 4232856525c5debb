import type { Version } from '@axiom/shared/contracts/versions'
import { Button } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'

import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { FieldFrame } from '../../ui/Field.tsx'
import { PanelHead } from '../../ui/Panel.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { ProposalList } from './ProposalList.tsx'
import { useProposals } from './useProposals.ts'
import { useVersionChanges, useVersions } from './useVersions.ts'
import { VersionDetails } from './VersionDetails.tsx'

import './versions.css'

/** The project's history and what is suggested for its future. */
export function VersionsPanel(): ReactNode {
  const [shown, setShown] = useState<'all' | 'named' | 'proposals'>('all')
  const waiting = useProposals().data?.filter(({ status }) => status === 'open').length ?? 0
  const proposals = waiting > 0 ? t('proposals.count', { count: waiting }) : t('proposals.title')
  return (
    <>
      <PanelHead title={t('action.panel.versions')} />
      {shown !== 'proposals' && <NameVersion />}
      <div className="ax-versions-filter">
        <Segments
          label={t('versions.filter')}
          value={shown}
          onChange={setShown}
          segments={[
            { value: 'all', label: t('versions.all'), shown: t('versions.all') },
            { value: 'named', label: t('versions.named'), shown: t('versions.named') },
            { value: 'proposals', label: proposals, shown: proposals },
          ]}
        />
      </div>
      {shown === 'proposals' ? <ProposalList /> : <VersionList filter={shown} />}
    </>
  )
}

/** Automatic and named states, and the way back to each. */
function VersionList({ filter }: { filter: 'all' | 'named' }): ReactNode {
  const versions = useVersions()
  const [open, setOpen] = useState<string | null>(null)
  const shown = (versions.data ?? []).filter(({ label }) => filter === 'all' || label !== null)
  return (
    <div className="ax-panel-body" aria-busy={versions.isPending}>
      {versions.isError && (
        <div className="ax-empty" role="alert">
          <p>{versions.error.message}</p>
          <Button size="sm" variant="default" onClick={() => void versions.refetch()}>
            {t('common.retry')}
          </Button>
        </div>
      )}
      {versions.isSuccess && shown.length === 0 && <p className="ax-empty">{t('versions.empty')}</p>}
      {groupByDay(shown).map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h3 className="ax-versions-day">{day}</h3>
          <ul className="ax-list ax-versions">
            {ofDay.map((version) => (
              <VersionRow
                key={version.id}
                version={version}
                isOpen={version.id === open}
                onToggle={() => setOpen(open === version.id ? null : version.id)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function NameVersion(): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  const [label, setLabel] = useState('')
  const { create } = useVersionChanges()
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (label.trim() !== '') create.mutate(label.trim(), { onSuccess: () => setLabel('') })
  }
  return (
    <form className="ax-versions-new" onSubmit={handleSubmit}>
      <FieldFrame>
        <input
          aria-label={t('versions.name')}
          placeholder={t('versions.namePlaceholder')}
          value={label}
          maxLength={80}
          disabled={isReadOnly}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
      </FieldFrame>
      <Button
        type="submit"
        size="sm"
        variant="default"
        loading={create.isPending}
        disabled={isReadOnly || label.trim() === ''}
      >
        {t('versions.keep')}
      </Button>
      {create.error && <p className="ax-error-text">{create.error.message}</p>}
    </form>
  )
}

interface RowProps {
  version: Version
  isOpen: boolean
  onToggle: () => void
}

function VersionRow({ version, isOpen, onToggle }: RowProps): ReactNode {
  const { label, reason, authorName, createdAt } = version
  return (
    <li data-on={isOpen || undefined} data-named={label !== null || undefined}>
      <button type="button" className="ax-version" aria-expanded={isOpen} onClick={onToggle}>
        <i aria-hidden="true" />
        <span className="ax-grow">
          <span className="ax-medium ax-cut">{label ?? t(`versions.reason.${reason}`)}</span>
          <span className="ax-meta">
            {timeOf(createdAt)} · {authorName}
          </span>
        </span>
      </button>
      {isOpen && <VersionDetails version={version} time={timeOf(createdAt)} />}
    </li>
  )
}

const timeOf = (instant: string): string =>
  new Date(instant).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false })

function groupByDay(versions: readonly Version[]): [string, Version[]][] {
  const today = new Date().toDateString()
  const days = new Map<string, Version[]>()
  for (const version of versions) {
    const date = new Date(version.createdAt)
    const shown = date.toLocaleDateString('en', { weekday: 'long', day: 'numeric', month: 'long' })
    const day = date.toDateString() === today ? t('versions.today') : shown
    days.set(day, [...(days.get(day) ?? []), version])
  }
  return [...days]
}
