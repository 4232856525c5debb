import type { WidgetCategory, WidgetDefinition } from '@axiom/shared/widgets/definition'
import { WIDGETS } from '@axiom/shared/widgets/registry'
import { IconSearch } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useActionContext } from '../../actions/ActionsProvider.tsx'
import { insertWidget } from '../../actions/viewActions.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { FieldFrame } from '../../ui/Field.tsx'
import { NamedIcon } from '../../ui/NamedIcon.tsx'
import { PanelHead } from '../../ui/Panel.tsx'
import { NextWidgets } from './NextWidgets.tsx'

import './insert.css'

const CATEGORIES: readonly WidgetCategory[] = ['layout', 'text', 'action', 'input', 'data', 'media']

/** The canvas' hook, handed in: panels and canvas don't import each other. */
export type UseDraggable = (type: string) => {
  attributes: object
  listeners: object | undefined
  ref: (element: HTMLElement | null) => void
  isDragging: boolean
}

/** Everything that can be placed: dragged onto the canvas, or by click and Enter into the middle of what one sees. */
export function InsertPanel({ useDraggable }: { useDraggable: UseDraggable }): ReactNode {
  const [query, setQuery] = useState('')
  const wanted = query.trim().toLowerCase()
  const found = WIDGETS.filter(({ label, type }) => `${label} ${type}`.toLowerCase().includes(wanted))
  return (
    <>
      <PanelHead title={t('action.panel.insert')} />
      <div className="ax-insert-find">
        <FieldFrame prefix={<IconSearch size={14} stroke={1.8} aria-hidden="true" />}>
          <input
            aria-label={t('insert.find')}
            placeholder={t('insert.find')}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
        </FieldFrame>
      </div>
      <div className="ax-panel-body" tabIndex={-1}>
        {wanted === '' && <NextWidgets />}
        {CATEGORIES.map((category) => (
          <Category
            key={category}
            category={category}
            widgets={found.filter((widget) => widget.category === category)}
            useDraggable={useDraggable}
          />
        ))}
        {found.length === 0 && <p className="ax-empty">{t('insert.nothing', { query })}</p>}
      </div>
    </>
  )
}

interface CategoryProps {
  category: WidgetCategory
  widgets: readonly WidgetDefinition[]
  useDraggable: UseDraggable
}

function Category({ category, widgets, useDraggable }: CategoryProps): ReactNode {
  if (widgets.length === 0) return null
  return (
    <section className="ax-insert-group" aria-label={t(`insert.${category}`)}>
      <h3>{t(`insert.${category}`)}</h3>
      <div className="ax-insert-grid">
        {widgets.map((widget) => (
          <Item key={widget.type} widget={widget} useDraggable={useDraggable} />
        ))}
      </div>
    </section>
  )
}

function Item({ widget, useDraggable }: { widget: WidgetDefinition; useDraggable: UseDraggable }): ReactNode {
  const { type, label, icon } = widget
  const { listeners, ref, isDragging } = useDraggable(type)
  const isDisabled = useEditorState((state) => state.readOnly || state.screenId === null)
  const context = useActionContext()
  return (
    <button
      ref={ref}
      type="button"
      className="ax-insert-item"
      data-dragging={isDragging || undefined}
      data-widget={type}
      disabled={isDisabled}
      {...listeners}
      onClick={() => insertWidget(context, type)}
    >
      <NamedIcon name={icon} size={20} />
      {label}
    </button>
  )
}
