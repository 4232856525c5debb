import { setEvents } from '@axiom/shared/document/operations/setEvents'
import type { NodeView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { ACTION_KINDS, MAX_ACTIONS, parseActions, type Action } from '@axiom/shared/widgets/actions'
import { findWidget } from '@axiom/shared/widgets/registry'
import { Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { stepLabel } from '../../actions/edits.ts'
import { useEdit, useModels, useQueries, useProjectSession, useScreens } from '../../document/hooks.ts'
import { t, type TextKey } from '../../texts/t.ts'
import { Section } from '../../ui/Panel.tsx'
import { ActionForm } from './ActionForm.tsx'
import { type EventReads, useEventReads } from './eventReads.ts'

/** What happens on a widget's events: a list of actions, one after the other. */
export function EventsTab({ node }: { node: NodeView }): ReactNode {
  const { store } = useProjectSession()
  const edit = useEdit()
  const write = (event: string, actions: readonly Action[]): void =>
    edit(stepLabel(t('inspector.setEvent'), store, [node.id]), (doc, origin) =>
      setEvents(
        doc,
        { id: node.id, events: { [event]: actions.length === 0 ? undefined : (actions as readonly object[] as Json) } },
        origin,
      ),
    )
  return (findWidget(node.type)?.events ?? []).map((event) => (
    <EventSection
      key={event}
      node={node}
      event={event}
      actions={parseActions(node.events[event])}
      onChange={(actions) => write(event, actions)}
    />
  ))
}

interface SectionProps {
  node: NodeView
  event: string
  actions: readonly Action[]
  onChange: (actions: readonly Action[]) => void
}

function EventSection({ node, event, actions, onChange }: SectionProps): ReactNode {
  const reads = useEventReads(node, event, actions)
  const make = useNewAction(reads)
  const isFull = actions.length >= MAX_ACTIONS
  const title = t(`event.${event}` as TextKey)
  return (
    <Section
      title={title}
      tools={
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <button
              type="button"
              className="ax-ib"
              data-size="xs"
              disabled={isFull}
              aria-label={t('inspector.addAction', { event: title })}
            >
              <IconPlus size={14} stroke={1.8} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {ACTION_KINDS.map((kind) => {
              const action = make(kind)
              return (
                <Menu.Item key={kind} disabled={!action} onClick={() => action && onChange([...actions, action])}>
                  {t(`action.${kind}`)}
                </Menu.Item>
              )
            })}
          </Menu.Dropdown>
        </Menu>
      }
    >
      {actions.length === 0 && <p className="ax-meta">{t('inspector.noActions')}</p>}
      {isFull && <p className="ax-meta">{t('inspector.actionsFull', { count: MAX_ACTIONS })}</p>}
      {actions.map((action, i) => (
        <ActionForm
          key={`${i}${action.kind}`}
          action={action}
          reads={reads}
          onChange={(next) => onChange(actions.map((each, at) => (at === i ? next : each)))}
          onRemove={() => onChange(actions.filter((_, at) => at !== i))}
          onMoveUp={i === 0 ? null : () => onChange(actions.toSpliced(i - 1, 2, action, actions[i - 1] ?? action))}
        />
      ))}
      {actions.length > 0 && <p className="ax-meta">{t('inspector.reads', { names: reads.names.join(', ') })}</p>}
    </Section>
  )
}

/** A fresh action of a kind; null where it needs a screen or model that the project hasn't got. */
function useNewAction({ records }: EventReads): (kind: Action['kind']) => Action | null {
  const screenId = useScreens()[0]?.id
  const modelId = useModels()[0]?.id
  const queryId = useQueries()[0]?.id
  const recordId = records[0]?.value ?? ''
  return (kind) => {
    switch (kind) {
      case 'navigate':
        return screenId === undefined ? null : { kind, screenId, params: {} }
      case 'openUrl':
        return { kind, url: 'https://', newTab: true }
      case 'notify':
        return { kind, message: t('inspector.newMessage'), tone: 'info' }
      case 'createRecord':
        return modelId === undefined ? null : { kind, modelId, values: {} }
      case 'updateRecord':
        return modelId === undefined ? null : { kind, modelId, recordId, values: {} }
      case 'deleteRecord':
        return modelId === undefined ? null : { kind, modelId, recordId }
      case 'refresh':
        return { kind, modelId: null }
      case 'runQuery':
        return queryId === undefined ? null : { kind, queryId, values: {}, into: 'answer' }
      case 'signIn':
      case 'signOut':
        return { kind }
      case 'setState':
        return { kind, name: 'value', value: '""' }
    }
  }
}
