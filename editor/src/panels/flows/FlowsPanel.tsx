import { addFlow } from '@axiom/shared/document/operations/addFlow'
import { setFlow } from '@axiom/shared/document/operations/setFlow'
import { trashFlow } from '@axiom/shared/document/operations/trashFlow'
import type { FlowView } from '@axiom/shared/flows/flow'
import { Button } from '@mantine/core'
import { IconBolt, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useEdit, useFlows } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { PanelHead } from '../../ui/Panel.tsx'
import { RowName } from '../../ui/RowName.tsx'
import { JobsNote } from '../jobs/JobsNote.tsx'
import { WebhooksRow } from '../webhooks/WebhooksRow.tsx'
import { openFlow, useFlowState } from './flowState.ts'
import { KeptMailsNote } from './KeptMailsNote.tsx'
import { RunBadge } from './RunBadge.tsx'
import { useFlowSummaries } from './useFlowRuns.ts'

import './flows.css'

/** The flows of the project with the state of each; the open one is in the dock below the canvas. */
export function FlowsPanel(): ReactNode {
  const flows = useFlows()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const edit = useEdit()
  const handleAdd = (): void => {
    edit(t('flows.add'), (doc, origin) => {
      const trigger = { kind: 'event', event: 'record.created', modelId: null, formId: null } as const
      openFlow(addFlow(doc, { name: t('flows.new'), trigger }, origin))
    })
  }
  return (
    <>
      <PanelHead title={t('action.panel.flows')}>
        <IconButton label={t('flows.add')} size="xs" disabled={isReadOnly} onClick={handleAdd}>
          <IconPlus size={14} stroke={1.8} />
        </IconButton>
      </PanelHead>
      <div className="ax-panel-body">
        {flows.length === 0 && (
          <div className="ax-empty">
            <p>{t('flows.empty')}</p>
            <Button size="sm" variant="default" disabled={isReadOnly} onClick={handleAdd}>
              {t('flows.add')}
            </Button>
          </div>
        )}
        <ul className="ax-list" aria-label={t('action.panel.flows')}>
          {flows.map((flow) => (
            <FlowRow key={flow.id} flow={flow} />
          ))}
        </ul>
        <WebhooksRow />
        <JobsNote />
        <KeptMailsNote />
      </div>
    </>
  )
}

function FlowRow({ flow: { id, name, enabled } }: { flow: FlowView }): ReactNode {
  const isOpen = useFlowState((state) => state.flowId === id)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const [isRenaming, setRenaming] = useState(false)
  const lastRun = useFlowSummaries().data?.find((summary) => summary.id === id)?.lastRun
  const edit = useEdit()
  return (
    <li className="ax-list-row" data-on={isOpen || undefined}>
      <RowName
        icon={<IconBolt size={14} stroke={1.8} aria-hidden="true" />}
        name={name}
        label={t('flows.rename', { name })}
        isOpen={isOpen}
        readOnly={isReadOnly}
        renaming={isRenaming}
        setRenaming={setRenaming}
        onOpen={() => openFlow(id)}
        onRename={(next) =>
          edit(t('flows.rename', { name }), (doc, origin) => setFlow(doc, { id, name: next }, origin))
        }
      >
        {lastRun ? <RunBadge state={lastRun.state} /> : null}
        <span className="ax-meta">{enabled ? t('flows.on') : t('flows.off')}</span>
      </RowName>
      {!isReadOnly && (
        <span className="ax-row-tools">
          <IconButton
            label={t('flows.delete', { name })}
            size="xs"
            onClick={() => edit(t('flows.delete', { name }), (doc, origin) => trashFlow(doc, { id }, origin))}
          >
            <IconTrash size={14} stroke={1.8} />
          </IconButton>
        </span>
      )}
    </li>
  )
}
