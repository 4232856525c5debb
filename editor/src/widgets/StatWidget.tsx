import type { ReactNode } from 'react'

import { formatNumber, r } from '../texts/r.ts'
import { number, shown, text } from './props.ts'
import { useRemote } from './useRemote.ts'
import type { WidgetProps } from './WidgetProps.ts'

/** One number with its name. */
export function StatWidget({ node, root, host }: WidgetProps): ReactNode {
  const source = text(node, 'source', 'count')
  const model = host.models().find((one) => one.id === node.props['model'])
  const field = source === 'sum' ? (model?.fields.find((one) => one.id === node.props['field'])?.name ?? null) : null
  const collection = source === 'value' ? null : (model?.name ?? null)
  const remote = useRemote(host, collection, `${source} ${field ?? ''}`, (signal) =>
    host.stat(collection ?? '', field, signal),
  )
  const value = source === 'value' ? node.props['value'] : remote.data
  const hint = shown(node.props['hint'])
  const decimals = Math.min(Math.max(Math.round(number(node, 'decimals', 0)), 0), 6)
  return (
    <div {...root} className="aw-stat">
      <span className="aw-stat-label" data-text="label">
        {node.texts['label']}
      </span>
      <span className="aw-stat-value">
        {typeof value === 'number'
          ? `${text(node, 'prefix')}${formatNumber(value, decimals)}${text(node, 'suffix')}`
          : shown(value) || r('value.none')}
      </span>
      {hint !== '' && <span className="aw-stat-hint">{hint}</span>}
      {remote.state === 'failed' && (
        <span className="aw-stat-hint is-wrong" role="status">
          {remote.message}
        </span>
      )}
    </div>
  )
}
