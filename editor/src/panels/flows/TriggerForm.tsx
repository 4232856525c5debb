import { setFlow } from '@axiom/shared/document/operations/setFlow'
import { FLOW_EVENTS, type FlowTrigger, type FlowView } from '@axiom/shared/flows/flow'
import { Button, CopyButton } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { api } from '../../api/client.ts'
import { useEdit, useModels, useProjectSession, useScreens } from '../../document/hooks.ts'
import type { ProjectSession } from '../../document/projectSession.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'

const KINDS = [...FLOW_EVENTS, 'schedule', 'webhook', 'manual'] as const
type Kind = (typeof KINDS)[number]

/** What starts the flow. */
export function TriggerForm({ flow }: { flow: FlowView }): ReactNode {
  const { id, name, trigger } = flow
  const edit = useEdit()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const set = (next: FlowTrigger): void =>
    edit(t('flows.change', { name }), (doc, origin) => setFlow(doc, { id, trigger: next }, origin))
  const kind: Kind = trigger.kind === 'event' ? trigger.event : trigger.kind
  return (
    <fieldset className="ax-flow-card" disabled={isReadOnly}>
      <legend className="ax-hidden">{t('flows.trigger')}</legend>
      <PropRow label={t('flows.trigger')}>
        <ChoiceField
          label={t('flows.trigger')}
          value={kind}
          choices={KINDS.map((value) => ({ value, label: t(`trigger.${value}`) }))}
          onChange={(next) => set(triggerOf(KINDS.find((each) => each === next) ?? 'manual'))}
        />
      </PropRow>
      {trigger.kind === 'event' && trigger.event !== 'submission.created' && <ModelRow trigger={trigger} onSet={set} />}
      {trigger.kind === 'event' && trigger.event === 'submission.created' && <FormRow trigger={trigger} onSet={set} />}
      {trigger.kind === 'schedule' && (
        <>
          <PropRow label={t('trigger.cron')} help={t('trigger.cronHint')}>
            <DraftField
              label={t('trigger.cron')}
              value={trigger.cron}
              mono
              maxLength={100}
              onCommit={(cron) => cron.trim().split(/\s+/).length === 5 && set({ ...trigger, cron: cron.trim() })}
            />
          </PropRow>
          <PropRow label={t('trigger.timeZone')}>
            <ChoiceField
              label={t('trigger.timeZone')}
              value={trigger.timeZone}
              choices={['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => ({ value: zone, label: zone }))}
              onChange={(timeZone) => set({ ...trigger, timeZone })}
            />
          </PropRow>
        </>
      )}
      {trigger.kind === 'webhook' && <SecretAddress flowId={id} />}
      <p className="ax-meta">{t('trigger.reads', { paths: PATHS[kind] })}</p>
    </fieldset>
  )
}

const RECORD = 'trigger.record'
const PATHS: Readonly<Record<Kind, string>> = {
  'record.created': RECORD,
  'record.updated': RECORD,
  'record.deleted': RECORD,
  'submission.created': 'trigger.submission.formData',
  schedule: 'trigger.at',
  webhook: 'trigger.body',
  manual: 'trigger',
}

function triggerOf(kind: Kind): FlowTrigger {
  if (kind === 'manual' || kind === 'webhook') return { kind }
  if (kind !== 'schedule') return { kind: 'event', event: kind, modelId: null, formId: null }
  return { kind, cron: '0 8 * * 1-5', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
}

interface EventProps {
  trigger: Extract<FlowTrigger, { kind: 'event' }>
  onSet: (next: FlowTrigger) => void
}

function ModelRow({ trigger, onSet }: EventProps): ReactNode {
  const models = useModels().map(({ id, label }) => ({ value: id, label }))
  return (
    <PropRow label={t('trigger.model')}>
      <ChoiceField
        label={t('trigger.model')}
        value={trigger.modelId ?? ''}
        choices={[{ value: '', label: t('trigger.anyModel') }, ...models]}
        onChange={(modelId) => onSet({ ...trigger, modelId: modelId === '' ? null : modelId })}
      />
    </PropRow>
  )
}

/** Forms that save to a model add a row, and are waited for as that. */
function FormRow({ trigger, onSet }: EventProps): ReactNode {
  const { store } = useProjectSession()
  const forms = useScreens().flatMap((screen) =>
    boxForms(store, screen.id).map(({ id, label }) => ({ value: id, label: `${label} · ${screen.name}` })),
  )
  const chosen = trigger.formId ?? ''
  const gone = chosen === '' || forms.some(({ value }) => value === chosen) ? [] : [chosen]
  return (
    <PropRow label={t('trigger.form')}>
      <ChoiceField
        label={t('trigger.form')}
        value={chosen}
        choices={[
          { value: '', label: t('trigger.anyForm') },
          ...forms,
          ...gone.map((value) => ({ value, label: t('trigger.goneForm') })),
        ]}
        onChange={(formId) => onSet({ ...trigger, formId: formId === '' ? null : formId })}
      />
    </PropRow>
  )
}

function boxForms(store: ProjectSession['store'], parentId: string): { id: string; label: string }[] {
  return store.getChildren(parentId).flatMap((id) => {
    const node = store.getNode(id)
    const isBox = node?.type === 'form' && (node.props['model'] ?? '') === ''
    return [...(isBox ? [{ id, label: node.texts['title'] || node.name }] : []), ...boxForms(store, id)]
  })
}

/** Shown only when it is asked for: whoever knows it can start the flow. */
function SecretAddress({ flowId }: { flowId: string }): ReactNode {
  const path = `/api/projects/${useProjectSession().projectId}/flows/${flowId}/hook`
  const ask = useMutation({
    mutationFn: (isNew: boolean) => (isNew ? api.post<{ url: string }>(path) : api.get<{ url: string }>(path)),
  })
  const url = ask.data?.url
  return (
    <PropRow label={t('trigger.url')}>
      {url === undefined ? (
        <Button size="xs" variant="default" loading={ask.isPending} onClick={() => ask.mutate(false)}>
          {t('trigger.showUrl')}
        </Button>
      ) : (
        <span className="ax-flow-url">
          <code className="ax-cut">{url}</code>
          <CopyButton value={url}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {t(copied ? 'common.copied' : 'common.copy')}
              </Button>
            )}
          </CopyButton>
          <Button size="xs" variant="default" loading={ask.isPending} onClick={() => ask.mutate(true)}>
            {t('trigger.newUrl')}
          </Button>
        </span>
      )}
      {ask.error && <p className="ax-error-text">{ask.error.message}</p>}
    </PropRow>
  )
}
