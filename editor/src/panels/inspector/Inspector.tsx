import type { NodeView } from '@axiom/shared/document/views'
import { findWidget } from '@axiom/shared/widgets/registry'
import { Menu } from '@mantine/core'
import { IconDotsVertical } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useActionContext } from '../../actions/ActionsProvider.tsx'
import { getAction } from '../../actions/registry.ts'
import { showShortcut } from '../../actions/shortcuts.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { NamedIcon } from '../../ui/NamedIcon.tsx'
import { PanelHead } from '../../ui/Panel.tsx'
import { Tabs } from '../../ui/Segments.tsx'
import { DesignTab } from './DesignTab.tsx'
import { EventsTab } from './EventsTab.tsx'
import { PropsTab } from './PropsTab.tsx'
import { ScreenInspector } from './ScreenInspector.tsx'
import { useNodes } from './useNodes.ts'

import './inspector.css'

type Tab = 'content' | 'design' | 'events'

/** What can be set about the selection, from the definitions of its widgets. */
export function Inspector(): ReactNode {
  const selection = useEditorState((state) => state.selection)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const nodes = useNodes(selection)
  const [wanted, setWanted] = useState<Tab>('design')
  if (nodes.length === 0) return <ScreenInspector />
  const tabs = tabsOf(nodes)
  const tab = tabs.includes(wanted) ? wanted : (tabs[0] ?? 'design')
  return (
    <>
      <Head nodes={nodes} />
      <Tabs
        label={t('inspector.tabs')}
        value={tab}
        onChange={setWanted}
        segments={tabs.map((value) => ({ value, label: t(`inspector.${value}`), shown: t(`inspector.${value}`) }))}
      />
      {/* Another selection is another form: nothing half typed may go to the wrong widget. */}
      <fieldset key={nodes.map(({ id }) => id).join()} className="ax-panel-body ax-inspector" disabled={isReadOnly}>
        <legend className="ax-hidden">{t(`inspector.${tab}`)}</legend>
        {tab === 'content' && <PropsTab nodes={nodes} />}
        {tab === 'design' && <DesignTab nodes={nodes} />}
        {tab === 'events' && nodes[0] && <EventsTab node={nodes[0]} />}
      </fieldset>
    </>
  )
}

function tabsOf(nodes: readonly NodeView[]): Tab[] {
  const definitions = nodes.map(({ type }) => findWidget(type))
  const hasProps = definitions.every((definition) => (definition?.inspector.length ?? 0) > 0)
  const hasEvents = nodes.length === 1 && (definitions[0]?.events.length ?? 0) > 0
  return ['design', ...(hasProps ? (['content'] as const) : []), ...(hasEvents ? (['events'] as const) : [])]
}

const VERBS = ['duplicate', 'wrap', 'unwrap', 'lock', 'hide', 'order.front', 'order.back', 'history', 'delete']

function Head({ nodes }: { nodes: readonly NodeView[] }): ReactNode {
  const context = useActionContext()
  const [first] = nodes
  if (!first) return null
  const definition = findWidget(first.type)
  const isSameType = nodes.every(({ type }) => type === first.type)
  return (
    <PanelHead title={nodes.length === 1 ? first.name : t('inspector.many', { count: nodes.length })}>
      {isSameType && (
        <span className="ax-badge">
          <NamedIcon name={definition?.icon} size={12} />
          &nbsp;{definition?.label ?? first.type}
        </span>
      )}
      <Menu position="bottom-end" width={230} returnFocus>
        <Menu.Target>
          <button type="button" className="ax-ib" data-size="xs" aria-label={t('inspector.actions')}>
            <IconDotsVertical size={14} stroke={1.8} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {VERBS.map(getAction).map((action) => (
            <Menu.Item
              key={action.id}
              disabled={!action.isEnabled(context)}
              rightSection={<span className="ax-meta">{action.shortcut && showShortcut(action.shortcut)}</span>}
              onClick={() => action.run(context)}
            >
              {action.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </PanelHead>
  )
}
