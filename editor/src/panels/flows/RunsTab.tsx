import type { FlowRun, FlowRunStep } from '@axiom/shared/contracts/flows'
import type { FlowView } from '@axiom/shared/flows/flow'
import type { Json } from '@axiom/shared/json'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

import { useEditorState } from '../../session/editorState.ts'
import { formatWhen, isTextKey, t } from '../../texts/t.ts'
import { useFlowState } from './flowState.ts'
import { RunBadge } from './RunBadge.tsx'
import { useRun, useRunning, useRuns } from './useFlowRuns.ts'

/** What the flow did: its runs, and of one the input and output of each step. */
export function RunsTab({ flow }: { flow: FlowView }): ReactNode {
  const runs = useRuns(flow.id)
  const chosen = useFlowState((state) => state.runId)
  const rows = runs.data?.pages.flatMap(({ data }) => data) ?? []
  const runId = chosen ?? rows[0]?.id ?? null
  if (runs.isError) return <p className="ax-dock-body ax-error-text">{runs.error.message}</p>
  if (runs.isSuccess && rows.length === 0) return <p className="ax-dock-body ax-empty">{t('flows.noRuns')}</p>
  return (
    <div className="ax-dock-split" aria-busy={runs.isPending}>
      <ul className="ax-dock-list" aria-label={t('flows.runs')}>
        {rows.map((run) => (
          <RunRow key={run.id} run={run} isOpen={run.id === runId} />
        ))}
        {runs.hasNextPage && (
          <li>
            <button type="button" className="ax-text-button ax-rows-more" onClick={() => void runs.fetchNextPage()}>
              {t('data.more')}
            </button>
          </li>
        )}
      </ul>
      <div className="ax-dock-form">{runId !== null && <RunDetails key={runId} runId={runId} flowId={flow.id} />}</div>
    </div>
  )
}

function RunRow({ run, isOpen }: { run: FlowRun; isOpen: boolean }): ReactNode {
  return (
    <li className="ax-list-row" data-on={isOpen || undefined}>
      <button
        type="button"
        className="ax-row-main"
        aria-current={isOpen || undefined}
        onClick={() => useFlowState.setState({ runId: run.id })}
      >
        <span className="ax-grow ax-cut">
          {formatWhen(run.startedAt)}
          {run.mode === 'test' && ` · ${t('run.testMode')}`}
        </span>
        <RunBadge state={run.state} />
      </button>
    </li>
  )
}

function RunDetails({ runId, flowId }: { runId: string; flowId: string }): ReactNode {
  const { data: run, error } = useRun(runId)
  const { retry, stop } = useRunning(flowId)
  const isReadOnly = useEditorState((state) => state.readOnly)
  if (error) return <p className="ax-error-text">{error.message}</p>
  if (!run) return <p aria-busy="true" />
  return (
    <div className="ax-stack8" aria-live="polite">
      <p className="ax-flow-run">
        <RunBadge state={run.state} /> <span className="ax-meta">{aboutRun(run)}</span>
        {run.state === 'failed' && (
          <Button size="xs" variant="default" disabled={isReadOnly} onClick={() => retry.mutate(run.id)}>
            {t('flows.retry')}
          </Button>
        )}
        {run.state === 'running' && (
          <Button size="xs" variant="default" disabled={isReadOnly} onClick={() => stop.mutate(run.id)}>
            {t('flows.stop')}
          </Button>
        )}
      </p>
      {run.error !== null && <p className="ax-error-text">{run.error}</p>}
      <Shown label={t('flows.trigger')} value={run.trigger} />
      <ol className="ax-flow-run-steps">
        {run.steps.map((step) => (
          <StepResult key={step.stepId} step={step} />
        ))}
      </ol>
    </div>
  )
}

/** When it began, by what, and how long it took. */
function aboutRun({ startedAt, startedBy, endedAt }: FlowRun): string {
  const key = `run.${startedBy}`
  const by = t('run.by', { trigger: isTextKey(key) ? t(key) : startedBy })
  const when = new Date(startedAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium' })
  const seconds = endedAt === null ? null : Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 100) / 10
  return [when, by, ...(seconds === null ? [] : [t('run.took', { seconds })])].join(' · ')
}

function StepResult({ step }: { step: FlowRunStep }): ReactNode {
  const { name, kind, state, input, output, error, milliseconds } = step
  const kindKey = `step.${kind}`
  return (
    <li className="ax-flow-card">
      <header>
        <RunBadge state={state} />
        <span className="ax-grow ax-cut">{name || (isTextKey(kindKey) ? t(kindKey) : kind)}</span>
        <span className="ax-meta">{t('flows.took', { milliseconds })}</span>
      </header>
      {error !== null && <p className="ax-error-text">{error}</p>}
      {input !== null && <Shown label={t('flows.input')} value={input} />}
      {output !== null && <Shown label={t('flows.output')} value={output} />}
    </li>
  )
}

function Shown({ label, value }: { label: string; value: Json }): ReactNode {
  return (
    <details className="ax-flow-json">
      <summary>{label}</summary>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </details>
  )
}
