import type { DataSource } from '@axiom/shared/contracts/dataSources'
import { MAX_CACHE_TTL } from '@axiom/shared/document/parseQueries'
import type { QueryView } from '@axiom/shared/document/views'
import { Button } from '@mantine/core'
import { useRef, type ReactNode } from 'react'

import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField, NumberField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { OwnEndpoints } from '../data/apis/OwnEndpoints.tsx'
import { CodeField, type CodeHandle } from './CodeField.tsx'
import { LackingNote } from './LackingNote.tsx'
import { ParameterList } from './ParameterList.tsx'
import { QueryRule } from './QueryRule.tsx'
import { ResultView } from './ResultView.tsx'
import { Schema } from './Schema.tsx'
import { openInDock } from './sourcesState.ts'
import { useChange } from './useChange.ts'
import { useQueryRun } from './useQueryRun.ts'

interface Props {
  query: QueryView
  /** Undefined: it is not there any more, or nobody may see it. */
  source: DataSource | undefined
  sources: readonly DataSource[]
}

/** A question, what it needs to know, and what comes back. */
export function QueryEditor({ query, source, sources }: Props): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  const request = useRef<CodeHandle>(null)
  const { run, check, values, setValue, handleRun, handleCheck } = useQueryRun(query)
  return (
    <div className="ax-query">
      <div
        className="ax-query-main"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !source) return
          event.preventDefault()
          handleRun()
        }}
      >
        <div className="ax-query-bar">
          <SourceChoice query={query} sources={sources} disabled={isReadOnly} />
          <span className="ax-grow" />
          <Button size="xs" variant="default" loading={check.isPending} disabled={!source} onClick={handleCheck}>
            {t('query.check')}
          </Button>
          <Button size="xs" loading={run.isPending} disabled={!source} title={t('query.runKeys')} onClick={handleRun}>
            {t('query.run')}
          </Button>
        </div>
        {source && (
          <LackingNote
            source={source}
            action={t('sources.enter')}
            onAction={() => openInDock({ kind: 'source', id: source.id })}
          />
        )}
        <h3>{t('query.request')}</h3>
        <CodeField
          ref={request}
          query={query}
          name="request"
          label={t('query.request')}
          rows={7}
          disabled={isReadOnly}
        />
        <ParameterList query={query} values={values} onValue={setValue} />
        <h3>
          {t('query.transform')} <span className="ax-meta">{t('query.transformHint')}</span>
        </h3>
        <CodeField query={query} name="transform" label={t('query.transform')} rows={2} disabled={isReadOnly} />
        <fieldset className="ax-query-settings" disabled={isReadOnly}>
          <legend className="ax-hidden">{t('query.settings')}</legend>
          <CacheField query={query} />
          <QueryRule query={query} />
          <p className="ax-muted">{t('query.apiName', { name: query.name })}</p>
        </fieldset>
        <OwnEndpoints subject={{ kind: 'query', query }} />
      </div>
      <ResultView run={run} check={check} />
      {source?.lacks.length === 0 && !isReadOnly && (
        <Schema source={source} onInsert={(name) => request.current?.insert(name)} />
      )}
    </div>
  )
}

function SourceChoice({
  query,
  sources,
  disabled,
}: {
  query: QueryView
  sources: readonly DataSource[]
  disabled: boolean
}): ReactNode {
  const change = useChange(query)
  const choices = sources.map(({ id, name }) => ({ value: id, label: name }))
  const isKnown = sources.some(({ id }) => id === query.sourceId)
  const label = query.sourceId === '' ? t('query.noSource') : t('query.gone')
  return (
    <ChoiceField
      label={t('query.source')}
      value={query.sourceId}
      disabled={disabled}
      choices={isKnown ? choices : [{ value: query.sourceId, label }, ...choices]}
      onChange={(source) => change({ source })}
    />
  )
}

function CacheField({ query }: { query: QueryView }): ReactNode {
  const change = useChange(query)
  return (
    <PropRow label={t('query.cache')} help={t('query.cacheHint')}>
      <NumberField
        label={t('query.cache')}
        value={query.cacheTtl}
        min={0}
        max={MAX_CACHE_TTL}
        unit="s"
        onCommit={(cacheTtl) => change({ cacheTtl: cacheTtl ?? 0 })}
      />
    </PropRow>
  )
}
