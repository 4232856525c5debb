import { Button } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'

import { setVersionsView, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { FieldFrame } from '../../ui/Field.tsx'
import { PanelHead } from '../../ui/Panel.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { ProposalList } from './ProposalList.tsx'
import { Timeline } from './Timeline.tsx'
import { useProposals } from './useProposals.ts'
import { useVersionChanges } from './useVersions.ts'

import './versions.css'

/** The project's history and what is suggested for its future. */
export function VersionsPanel(): ReactNode {
  const shown = useEditorState((state) => state.versionsView)
  const historyOf = useEditorState((state) => state.historyOf)
  const view = historyOf === null ? shown : 'all'
  const waiting = useProposals().data?.filter(({ status }) => status === 'open').length ?? 0
  const proposals = waiting > 0 ? t('proposals.count', { count: waiting }) : t('proposals.title')
  return (
    <>
      <PanelHead title={t('action.panel.versions')} />
      {view !== 'proposals' && <NameVersion />}
      <div className="ax-versions-filter">
        <Segments
          label={t('versions.filter')}
          value={view}
          onChange={setVersionsView}
          segments={[
            { value: 'all', label: t('versions.all'), shown: t('versions.all') },
            { value: 'named', label: t('versions.named'), shown: t('versions.named') },
            { value: 'proposals', label: proposals, shown: proposals },
          ]}
        />
      </div>
      {view === 'proposals' ? <ProposalList /> : <Timeline shown={view} />}
    </>
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
