import type { DataSource } from '@axiom/shared/contracts/dataSources'
import { addQuery } from '@axiom/shared/document/operations/addQuery'
import { freeName } from '@axiom/shared/model/names'
import { Button } from '@mantine/core'
import { IconPlugConnected, IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useEdit, useProjectSession, useQueries } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { PanelHead } from '../../ui/Panel.tsx'
import { firstRequest } from './firstRequest.ts'
import { QueryRow } from './QueryRow.tsx'
import { isUpload } from './sourceDraft.ts'
import { openInDock, useSourcesState } from './sourcesState.ts'
import { useSources } from './useSources.ts'

import './sources.css'

/** Data sources, and the queries on them; the open one is in the dock below the canvas. */
export function SourcesPanel(): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  return (
    <>
      {!isReadOnly && <SourceList />}
      <QueryList />
    </>
  )
}

function SourceList(): ReactNode {
  const { sources, isPending, error } = useSources()
  const open = useSourcesState((state) => state.open)
  const add = (): void => openInDock({ kind: 'newSource' })
  return (
    <>
      <PanelHead title={t('sources.title')}>
        <IconButton label={t('sources.add')} size="xs" onClick={add}>
          <IconPlus size={14} stroke={1.8} />
        </IconButton>
      </PanelHead>
      <div className="ax-source-list">
        {isPending && <div className="ax-source-skeleton" role="status" aria-label={t('sources.loading')} />}
        {error && (
          <p className="ax-source-note" role="alert">
            {t('sources.failed', { message: error.message })}
          </p>
        )}
        {!isPending && !error && sources.length === 0 && (
          <div className="ax-empty">
            <p>{t('sources.empty')}</p>
            <Button size="sm" variant="default" onClick={add}>
              {t('sources.add')}
            </Button>
          </div>
        )}
        <ul className="ax-list" aria-label={t('sources.title')}>
          {sources.map((source) => (
            <SourceRow key={source.id} source={source} isOpen={open?.kind === 'source' && open.id === source.id} />
          ))}
        </ul>
      </div>
    </>
  )
}

function SourceRow({ source, isOpen }: { source: DataSource; isOpen: boolean }): ReactNode {
  const state = stateOf(source)
  return (
    <li className="ax-list-row" data-on={isOpen || undefined}>
      <button
        type="button"
        className="ax-row-main"
        aria-current={isOpen || undefined}
        title={state.text}
        onClick={() => openInDock({ kind: 'source', id: source.id })}
      >
        <IconPlugConnected size={14} stroke={1.8} aria-hidden="true" />
        <span className="ax-grow ax-cut">{source.name}</span>
        {state.kind === 'needs' ? (
          <span className="ax-meta">{state.text}</span>
        ) : (
          <span className="ax-meta">{t(`sources.type.${source.config.type}`)}</span>
        )}
        <i className="ax-source-dot" data-state={state.kind} aria-hidden="true" />
        {state.kind !== 'needs' && <span className="ax-hidden">{state.text}</span>}
      </button>
    </li>
  )
}

/** What it needs before it can be asked, else how its last runs went: a failure stands as long as none after it went well is known. */
function stateOf({ config, fileName, lacks, stats }: DataSource): {
  kind: 'needs' | 'new' | 'good' | 'bad'
  text: string
} {
  if (lacks.length > 0) return { kind: 'needs', text: t('sources.state.noSecret') }
  if (isUpload(config) && fileName === null) return { kind: 'needs', text: t('sources.state.noFile') }
  if (stats.runs === 0) return { kind: 'new', text: t('sources.state.new') }
  if (stats.lastError !== null && (stats.successRate ?? 1) < 0.5)
    return { kind: 'bad', text: t('sources.state.failed', { message: stats.lastError }) }
  const rate = Math.round((stats.successRate ?? 1) * 100)
  return { kind: 'good', text: t('sources.state.used', { ms: stats.averageMs ?? 0, rate, runs: stats.runs }) }
}

function QueryList(): ReactNode {
  const queries = useQueries()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const { sources } = useSources()
  const add = useAddQuery(sources)
  const open = useSourcesState((state) => state.open)
  const openSource = open?.kind === 'source' ? sources.find(({ id }) => id === open.id) : undefined
  return (
    <>
      <PanelHead title={t('sources.queries')}>
        <IconButton
          label={t('sources.addQuery')}
          size="xs"
          disabled={isReadOnly || sources.length === 0}
          onClick={() => add(openSource)}
        >
          <IconPlus size={14} stroke={1.8} />
        </IconButton>
      </PanelHead>
      <div className="ax-panel-body">
        {queries.length === 0 && (
          <p className="ax-source-note">
            {t('sources.noQueries')} {!isReadOnly && sources.length === 0 && t('sources.needsSource')}
          </p>
        )}
        <ul className="ax-list" aria-label={t('sources.queries')}>
          {queries.map((query) => (
            <QueryRow key={query.id} query={query} isOpen={open?.kind === 'query' && open.id === query.id} />
          ))}
        </ul>
      </div>
    </>
  )
}

/** A query with a first request in the words of its source: an empty one teaches nothing. */
function useAddQuery(sources: readonly DataSource[]): (source?: DataSource) => void {
  const edit = useEdit()
  const { store } = useProjectSession()
  return (source = sources[0]) => {
    if (!source) return
    const names = store.getQueries().map(({ name }) => name)
    let made = ''
    edit(t('sources.addQuery'), (doc, origin) => {
      const request = firstRequest(source.config.type)
      made = addQuery(doc, { name: freeName('query', names), sourceId: source.id, request }, origin)
    })
    openInDock({ kind: 'query', id: made })
  }
}
