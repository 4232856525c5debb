import { VISIT_PERIODS, type Visits } from '@axiom/shared/contracts/visits'
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'

import { t } from '../../texts/t.ts'
import { downloadFile } from '../../ui/download.ts'
import { Section } from '../../ui/Panel.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { type Period, useVisits } from './useVisits.ts'
import { VisitsChart } from './VisitsChart.tsx'

/** How often the app is visited, and what its visitors do. */
export function VisitsPart(): ReactNode {
  const [period, setPeriod] = useState<Period>('30')
  const visits = useVisits(period)
  return (
    <div className="ax-panel-body ax-visits" aria-busy={visits.isPending}>
      <Segments
        label={t('visits.period')}
        value={period}
        segments={VISIT_PERIODS.map((value) => ({
          value,
          shown: t(`visits.days.${value}`),
          label: t(`visits.days.${value}`),
        }))}
        onChange={setPeriod}
      />
      {visits.isError && <p className="ax-error-text">{visits.error.message}</p>}
      {visits.data && (visits.data.total.views === 0 ? <None /> : <Shown visits={visits.data} period={period} />)}
      <p className="ax-meta">{t('visits.privacy')}</p>
    </div>
  )
}

function None(): ReactNode {
  return <p className="ax-empty">{t('visits.none')}</p>
}

function Shown({ visits, period }: { visits: Visits; period: Period }): ReactNode {
  const { days, total, screens, referrers, devices } = visits
  const share = total.visitors === 0 ? 0 : Math.round((100 * total.sent) / total.visitors)
  return (
    <>
      <dl className="ax-visits-total">
        <Total label={t('visits.visitors')} value={String(total.visitors)} />
        <Total label={t('visits.views')} value={String(total.views)} />
        <Total label={t('visits.sent')} value={String(total.sent)} />
        <Total label={t('visits.share')} value={`${share} %`} />
      </dl>
      <VisitsChart days={days} />
      <Top
        title={t('visits.screens')}
        rows={screens.map(({ id, name, views }) => ({ key: id, name: name ?? t('visits.goneScreen'), count: views }))}
      />
      <Top
        title={t('visits.referrers')}
        rows={referrers.map(({ host, visits: count }) => ({
          key: host,
          name: host === 'other' ? t('visits.otherReferrer') : host,
          count,
        }))}
      />
      <Top
        title={t('visits.devices')}
        rows={(['phone', 'tablet', 'desktop'] as const).map((device) => ({
          key: device,
          name: t(`visits.${device}`),
          count: devices[device],
        }))}
      />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden="true" />}
        onClick={() => downloadFile(`visits-${period}-days.csv`, new Blob([toCsv(days)], { type: 'text/csv' }))}
      >
        {t('visits.export')}
      </Button>
    </>
  )
}

function Total({ label, value }: { label: string; value: string }): ReactNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function Top({
  title,
  rows,
}: {
  title: string
  rows: readonly { key: string; name: string; count: number }[]
}): ReactNode {
  const shown = rows.filter(({ count }) => count > 0)
  const most = Math.max(...shown.map(({ count }) => count))
  if (shown.length === 0) return null
  return (
    <Section title={title}>
      <ul className="ax-visits-top">
        {shown.map(({ key, name, count }) => (
          <li key={key} style={{ ['--ax-share' as string]: `${(100 * count) / most}%` }}>
            <span className="ax-grow ax-cut">{name}</span>
            <span>{count}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Days and numbers only: nothing in it could be a formula. */
function toCsv(days: Visits['days']): string {
  const lines = days.map(({ day, visitors, views, sent }) => [day, visitors, views, sent].join(','))
  return ['day,visitors,views,entries', ...lines, ''].join('\r\n')
}
