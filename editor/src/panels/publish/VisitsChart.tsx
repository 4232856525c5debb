import type { Visits } from '@axiom/shared/contracts/visits'
import type { ReactNode } from 'react'

import { formatDay } from '../../texts/r.ts'
import { t } from '../../texts/t.ts'

/** More bars than that are too thin to be seen. */
const MOST_BARS = 45
const [WIDTH, HEIGHT] = [304, 72]

/** Visitors by day, or by several days together; the same in words for who does not see it. */
export function VisitsChart({ days }: { days: Visits['days'] }): ReactNode {
  const bars = barsOf(days)
  const most = Math.max(1, ...bars.map(({ visitors }) => visitors))
  const step = WIDTH / bars.length
  return (
    <figure className="ax-visits-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('visits.chart', { most })}>
        {bars.map(({ label, visitors, views }, i) => {
          const height = Math.max(visitors === 0 ? 1 : 3, (HEIGHT * visitors) / most)
          return (
            <rect key={label} x={i * step} y={HEIGHT - height} width={step * 0.75} height={height} rx={1}>
              <title>{t('visits.bar', { days: label, visitors, views })}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption>
        <span>{formatDay(days[0]?.day ?? '')}</span>
        <span>{formatDay(days.at(-1)?.day ?? '')}</span>
      </figcaption>
    </figure>
  )
}

interface Bar {
  label: string
  visitors: number
  views: number
}

function barsOf(days: Visits['days']): Bar[] {
  const size = Math.ceil(days.length / MOST_BARS)
  const bars: Bar[] = []
  for (let i = 0; i < days.length; i += size) {
    const part = days.slice(i, i + size)
    const [first = '', last = ''] = [part[0]?.day, part.at(-1)?.day]
    bars.push({
      label: first === last ? formatDay(first) : `${formatDay(first)} – ${formatDay(last)}`,
      visitors: part.reduce((sum, { visitors }) => sum + visitors, 0),
      views: part.reduce((sum, { views }) => sum + views, 0),
    })
  }
  return bars
}
