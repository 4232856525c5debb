import type { FieldView, ModelView, NodeView } from '@axiom/shared/document/views'
import { specFor } from '@axiom/shared/widgets/registry'
import { SCREEN_LAYOUT } from '@axiom/shared/widgets/styles'
import { cleanup, configure, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, vi } from 'vitest'

import { createStaticHost, type RecordPage, type WidgetHost } from '../host.ts'
import type { Mode } from '../WidgetProps.ts'
import { WidgetView } from '../WidgetView.tsx'

// Engines of expressions and patterns are loaded while a test waits.
configure({ asyncUtilTimeout: 5000 })

/** happy-dom has no `reportError`; what is reported by a test fails it. */
const reported: unknown[] = []
vi.stubGlobal('reportError', (error: unknown) => reported.push(error))

afterEach(() => {
  cleanup()
  expect(reported.splice(0)).toEqual([])
})

/** A node as the editor inserts it, with what a test wants different. */
export function makeNode(type: string, change: Partial<NodeView> = {}): NodeView {
  const { frame, name, props, styles, texts } = specFor(type)
  const place = { parentId: 's1', index: 'a', trashed: false, locked: false, hidden: false }
  const node = {
    id: `n-${type}`,
    type,
    name,
    ...place,
    frame,
    frames: {},
    styles,
    overrides: {},
    bindings: {},
    events: {},
  }
  return { ...node, ...change, props: { ...props, ...change.props }, texts: { ...texts, ...change.texts } }
}

export function makeField(name: string, change: Partial<FieldView> = {}): FieldView {
  const base = { id: `f-${name}`, modelId: 'm1', name, label: name, type: 'text' as const, index: name }
  return { ...base, constraints: {}, options: [], retired: [], ...change }
}

export function makeModel(fields: readonly FieldView[], change: Partial<ModelView> = {}): ModelView {
  const rules = { list: 'public', read: 'public', create: 'public', update: 'public', delete: 'public' } as const
  return { id: 'm1', name: 'orders', label: 'Orders', index: 'a', rules, fields: [...fields], ...change }
}

/** One page with these rows; the newest ones, as if there were no others. */
export function pageOf(rows: RecordPage['rows'], change: Partial<RecordPage> = {}): RecordPage {
  return { rows, nextCursor: null, count: rows.length, ...change }
}

interface DrawOptions {
  host?: WidgetHost
  mode?: Mode
  breakpoint?: 'desktop' | 'phone'
  children?: ReactNode
}

const NOWHERE = createStaticHost()

/** A widget, as an element. */
export function widget(
  node: NodeView,
  { host = NOWHERE, mode = 'run', breakpoint = 'desktop', children }: DrawOptions = {},
) {
  return (
    <WidgetView key={node.id} node={node} parent={SCREEN_LAYOUT} breakpoint={breakpoint} mode={mode} host={host}>
      {children}
    </WidgetView>
  )
}

/** Draws one widget in a page of its own. */
export function draw(node: NodeView, options: DrawOptions = {}) {
  return render(widget(node, options))
}
