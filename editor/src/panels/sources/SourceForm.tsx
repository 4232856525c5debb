import { SOURCE_TYPES, type DataSource, type DataSourceInput } from '@axiom/shared/contracts/dataSources'
import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { ApiError } from '../../api/client.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { Switch } from '../../ui/Segments.tsx'
import { showToast } from '../../ui/toast.tsx'
import { DeleteSource } from './DeleteSource.tsx'
import { LackingNote } from './LackingNote.tsx'
import { Schema } from './Schema.tsx'
import { configOf, draftOf, isUpload, toInput, type SourceDraft } from './sourceDraft.ts'
import { SourceFields } from './SourceFields.tsx'
import { openInDock } from './sourcesState.ts'
import { UploadField } from './UploadField.tsx'
import { useSourceChanges } from './useSources.ts'

/** Where a source is and how it lets us in; tried before it is kept. */
export function SourceForm({ source }: { source: DataSource | null }): ReactNode {
  const [draft, setDraft] = useState(() => draftOf(source))
  const { save, test, forget } = useSourceChanges()
  const change = (part: Partial<SourceDraft>): void => {
    test.reset()
    setDraft({ ...draft, ...part })
  }
  const id = source?.id ?? null
  const handleSave = (more?: Pick<DataSourceInput, 'complete'>): void =>
    save.mutate(
      { id, input: { ...toInput(draft), ...more } },
      {
        onSuccess: (saved) => {
          if (id === null) openInDock({ kind: 'source', id: saved.id })
          setDraft(draftOf(saved))
          showToast({ message: t('sources.saved') })
        },
      },
    )
  return (
    <div className="ax-dock-split ax-source">
      <form className="ax-source-form" onSubmit={(event) => event.preventDefault()}>
        {source && (
          <LackingNote
            source={source}
            action={t('sources.complete')}
            isPending={save.isPending}
            onAction={() => handleSave({ complete: true })}
          />
        )}
        <div className="ax-stack8">
          <PropRow label={t('sources.type')}>
            <ChoiceField
              label={t('sources.type')}
              value={draft.config.type}
              disabled={source !== null}
              choices={SOURCE_TYPES.map((value) => ({ value, label: t(`sources.type.${value}`) }))}
              onChange={(next) => change({ config: configOf(SOURCE_TYPES.find((type) => type === next) ?? 'rest') })}
            />
          </PropRow>
          <PropRow label={t('sources.name')}>
            <DraftField
              label={t('sources.name')}
              value={draft.name}
              maxLength={80}
              onCommit={(name) => change({ name })}
            />
          </PropRow>
          <SourceFields draft={draft} hasSecret={source?.hasSecret ?? false} onChange={change} />
          {isUpload(draft.config) ? (
            <UploadField source={source} />
          ) : (
            <PropRow label={t('sources.writes')} help={t('sources.writesHint')}>
              <Switch
                label={t('sources.writes')}
                checked={!draft.readOnly}
                onChange={(on) => change({ readOnly: !on })}
              />
              <span className="ax-muted ax-source-hint">{t('sources.writesHint')}</span>
            </PropRow>
          )}
        </div>
        <div className="ax-source-foot">
          <TestResult test={test} error={save.error ?? test.error} />
          <div className="ax-source-actions">
            <Button size="xs" loading={save.isPending} disabled={draft.name.trim() === ''} onClick={() => handleSave()}>
              {t(source ? 'sources.save' : 'sources.connect')}
            </Button>
            <Button
              size="xs"
              variant="default"
              loading={test.isPending}
              disabled={source === null && isUpload(draft.config)}
              onClick={() => test.mutate({ id, input: toInput(draft) })}
            >
              {t('sources.test')}
            </Button>
            {source && (
              <>
                <Button
                  size="xs"
                  variant="subtle"
                  onClick={() =>
                    forget.mutate(source.id, { onSuccess: () => showToast({ message: t('sources.forgotten') }) })
                  }
                >
                  {t('sources.forget')}
                </Button>
                <DeleteSource source={source} />
              </>
            )}
          </div>
        </div>
      </form>
      {source?.lacks.length === 0 && <Schema source={source} />}
    </div>
  )
}

interface ResultProps {
  test: ReturnType<typeof useSourceChanges>['test']
  error: Error | null
}

/** What the test or a refusal says, with the field that is meant. */
function TestResult({ test, error }: ResultProps): ReactNode {
  if (error) {
    const lines = error instanceof ApiError ? error.errors.map(({ path, message }) => `${path}: ${message}`) : []
    return (
      <p className="ax-source-result" data-state="bad" role="alert">
        {error.message} {lines.join(' · ')}
      </p>
    )
  }
  if (!test.data) return <p className="ax-source-result" role="status" />
  const { state, ms, message } = test.data
  return (
    <p className="ax-source-result" data-state={state === 'up' ? 'good' : 'bad'} role="status">
      <i className="ax-source-dot" data-state={state === 'up' ? 'good' : 'bad'} aria-hidden="true" />
      {state === 'up' ? t('sources.up', { ms: ms ?? 0 }) : `${t(`sources.${state}`)} ${message ?? ''}`}
    </p>
  )
}
