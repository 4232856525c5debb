import type { ReactNode } from 'react'

import { number, text } from './props.ts'
import { useRemote } from './useRemote.ts'
import type { WidgetProps } from './WidgetView.tsx'

/** One number with its name. */
export function StatWidget({ node, root, host }: WidgetProps): ReactNode {
  const source = text(node, 'source', 'count')
  const model = host.models().find((one) => one.id === node.props['model'])
  const field = source === 'sum' ? (model?.fields.find((one) => one.id === node.props['field'])?.name ?? null) : null
  const collection = source === 'value' ? null : (model?.name ?? null)
  const remote = useRemote(host, collection, `${source} ${field ?? ''}`, (signal) =>
    host.stat(collection ?? '', field, signal),
  )
  const literal = node.props['value']
  const shown = source === 'value' ? literal : remote.data
  const hint = text(node, 'hint')
  return (
    <div {...root} className="aw-stat">
      <span className="aw-stat-label" data-text="label">
        {node.texts['label']}
      </span>
      <span className="aw-stat-value">
        {typeof shown === 'number'
          ? `${text(node, 'prefix')}${format(shown, number(node, 'decimals', 0))}${text(node, 'suffix')}`
          : String(shown ?? '–')}
      </span>
      {hint !== '' && <span className="aw-stat-hint">{hint}</span>}
      {remote.state === 'failed' && <span className="aw-stat-hint">{remote.message}</span>}
    </div>
  )
}

function format(value: number, decimals: number): string {
  const digits = Math.min(Math.max(Math.round(decimals), 0), 6)
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
