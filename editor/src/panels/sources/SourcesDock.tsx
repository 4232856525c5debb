import { IconPlugConnected, IconTerminal2, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useQueries } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { QueryEditor } from './QueryEditor.tsx'
import { SourceForm } from './SourceForm.tsx'
import { openInDock, useSourcesState } from './sourcesState.ts'
import { useSources } from './useSources.ts'

import './sources.css'

/** A data source or a query, below the canvas. */
export function SourcesDock(): ReactNode {
  const { open } = useSourcesState()
  const { sources } = useSources()
  const queries = useQueries()
  if (open?.kind === 'query') {
    const query = queries.find(({ id }) => id === open.id)
    if (!query) return null
    return (
      <Dock
        label={t('sources.queryDock', { name: query.name })}
        title={query.name}
        icon={<IconTerminal2 size={16} stroke={1.6} aria-hidden="true" />}
      >
        <QueryEditor
          key={query.id}
          query={query}
          source={sources.find(({ id }) => id === query.sourceId)}
          sources={sources}
        />
      </Dock>
    )
  }
  const source = open?.kind === 'source' ? sources.find(({ id }) => id === open.id) : undefined
  if (!open || (open.kind === 'source' && !source)) return null
  const title = source?.name ?? t('sources.add')
  return (
    <Dock
      label={t('sources.dock', { name: title })}
      title={title}
      icon={<IconPlugConnected size={16} stroke={1.6} aria-hidden="true" />}
    >
      <SourceForm key={source?.id ?? 'new'} source={source ?? null} />
    </Dock>
  )
}

interface DockProps {
  label: string
  title: string
  icon: ReactNode
  children: ReactNode
}

function Dock({ label, title, icon, children }: DockProps): ReactNode {
  return (
    <section className="ax-dock ax-sources-dock" aria-label={label}>
      <header className="ax-dock-head">
        {icon}
        <h2 className="ax-cut">{title}</h2>
        <span className="ax-grow" />
        <IconButton label={t('common.close')} size="xs" onClick={() => openInDock(null)}>
          <IconX size={14} stroke={1.8} />
        </IconButton>
      </header>
      {children}
    </section>
  )
}
