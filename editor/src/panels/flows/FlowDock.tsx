import { setFlow } from '@axiom/shared/document/operations/setFlow'
import type { FlowView } from '@axiom/shared/flows/flow'
import { IconBolt, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useEdit, useFlows } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Segments, Switch } from '../../ui/Segments.tsx'
import { OwnEndpoints } from '../data/apis/OwnEndpoints.tsx'
import { WebhooksDock } from '../webhooks/WebhooksDock.tsx'
import { openFlow, useFlowState, type FlowTab } from './flowState.ts'
import { RunsTab } from './RunsTab.tsx'
import { StepList } from './StepList.tsx'
import { TestForm } from './TestForm.tsx'
import { TriggerForm } from './TriggerForm.tsx'
import { useFlowSummaries } from './useFlowRuns.ts'

import './flows.css'

const TABS: readonly FlowTab[] = ['steps', 'runs']

/** One flow below the canvas: what starts it, its steps from top to bottom, and its runs; or the webhooks. */
export function FlowDock(): ReactNode {
  const { flowId, tab, showsWebhooks } = useFlowState()
  const flow = useFlows().find(({ id }) => id === flowId)
  if (showsWebhooks) return <WebhooksDock />
  if (!flow) return null
  return (
    <section className="ax-dock" aria-label={t('flows.dock', { name: flow.name })}>
      <header className="ax-dock-head">
        <IconBolt size={16} stroke={1.6} aria-hidden="true" />
        <h2 className="ax-cut">{flow.name}</h2>
        <EnabledSwitch flow={flow} />
        <span className="ax-grow" />
        <Segments
          label={t('flows.tabs')}
          value={tab}
          onChange={(next) => openFlow(flow.id, next)}
          segments={TABS.map((value) => ({ value, label: t(`flows.${value}`), shown: t(`flows.${value}`) }))}
        />
        <span className="ax-grow" />
        <TestForm flow={flow} />
        <IconButton label={t('common.close')} size="xs" onClick={() => openFlow(null)}>
          <IconX size={14} stroke={1.8} />
        </IconButton>
      </header>
      {tab === 'steps' ? (
        <div className="ax-dock-body ax-flow">
          <TriggerForm flow={flow} />
          <StepList flow={flow} parentId={flow.id} steps={flow.steps} />
          <OwnEndpoints subject={{ kind: 'flow', flow }} />
        </div>
      ) : (
        <RunsTab key={flow.id} flow={flow} />
      )}
    </section>
  )
}

function EnabledSwitch({ flow: { id, name, enabled } }: { flow: FlowView }): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  const edit = useEdit()
  const isLive = useFlowSummaries().data?.find((summary) => summary.id === id)?.live === true
  return (
    <>
      <Switch
        label={t('flows.on')}
        checked={enabled}
        disabled={isReadOnly}
        onChange={(on) => edit(t('flows.change', { name }), (doc, origin) => setFlow(doc, { id, enabled: on }, origin))}
      />
      {enabled && (
        <span className="ax-badge" data-tone={isLive ? 'success' : undefined} title={t('flows.notLiveHint')}>
          {isLive ? t('flows.live') : t('flows.notLive')}
        </span>
      )}
    </>
  )
}
