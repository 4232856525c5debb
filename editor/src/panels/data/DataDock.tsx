import { IconTable, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useModels } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { SubmissionsDock } from '../submissions/SubmissionsDock.tsx'
import { openModel, useDataState, type DataTab } from './dataState.ts'
import { EndpointsTab } from './EndpointsTab.tsx'
import { FieldsTab } from './FieldsTab.tsx'
import { RowsTab } from './RowsTab.tsx'
import { RulesTab } from './rules/RulesTab.tsx'
import { useEnvironment } from './useEnvironment.ts'

import './data.css'

const TABS: readonly DataTab[] = ['rows', 'fields', 'rules', 'endpoints']

/** One model below the canvas, with its rows, fields, rules and addresses; or what was sent in. */
export function DataDock(): ReactNode {
  const { modelId, tab, showsSubmissions } = useDataState()
  const model = useModels().find(({ id }) => id === modelId)
  const { env, isPublished } = useEnvironment()
  if (showsSubmissions) return <SubmissionsDock />
  if (!model) return null
  return (
    <section className="ax-dock" aria-label={t('data.dock', { name: model.label })}>
      <header className="ax-dock-head">
        <IconTable size={16} stroke={1.6} aria-hidden="true" />
        <h2 className="ax-cut">{model.label}</h2>
        <span className="ax-meta ax-dock-wide">{t('data.fieldCount', { count: model.fields.length })}</span>
        <span className="ax-grow" />
        <div className="ax-dock-tabs">
          <Segments
            label={t('data.tabs')}
            value={tab}
            onChange={(next) => useDataState.setState({ tab: next })}
            segments={TABS.map((value) => ({ value, label: t(`data.${value}`), shown: t(`data.${value}`) }))}
          />
        </div>
        <span className="ax-grow" />
        {isPublished ? (
          <Segments
            label={t('data.environment')}
            value={env}
            onChange={(next) => useDataState.setState({ env: next })}
            segments={[
              { value: 'draft', label: t('projects.draft'), shown: t('projects.draft') },
              { value: 'live', label: t('projects.live'), shown: t('projects.live') },
            ]}
          />
        ) : (
          <span className="ax-badge" title={t('data.draftHint')}>
            {t('projects.draft')}
          </span>
        )}
        <IconButton label={t('common.close')} size="xs" onClick={() => openModel(null)}>
          <IconX size={14} stroke={1.8} />
        </IconButton>
      </header>
      {tab === 'rows' && <RowsTab key={`${model.id}${env}`} model={model} env={env} />}
      {tab === 'fields' && <FieldsTab key={model.id} model={model} />}
      {tab === 'rules' && <RulesTab key={model.id} model={model} env={env} />}
      {tab === 'endpoints' && <EndpointsTab model={model} env={env} />}
    </section>
  )
}
