import { isMany } from '@axiom/shared/model/relations'
import { Modal } from '@mantine/core'
import { lazy, Suspense, useState, type ReactNode } from 'react'

import { useModels } from '../../../document/hooks.ts'
import { t } from '../../../texts/t.ts'
import { Segments } from '../../../ui/Segments.tsx'
import { openModel } from '../dataState.ts'
import { relationsOf } from './relationsOf.ts'

import './diagram.css'

// The picture brings its own library along.
const Diagram = lazy(() => import('./Diagram.tsx').then(({ Diagram: component }) => ({ default: component })))

type View = 'picture' | 'list'

/** The models and how they refer to each other: as a picture, or in words. */
export function ModelsDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [view, setView] = useState<View>('picture')
  const open = (id: string): void => {
    openModel(id, 'fields')
    onClose()
  }
  return (
    <Modal opened size="80rem" onClose={onClose} title={t('diagram.title')}>
      <div className="ax-diagram-view">
        <Segments
          label={t('diagram.view')}
          value={view}
          onChange={setView}
          segments={(['picture', 'list'] as const).map((value) => ({
            value,
            label: t(`diagram.${value}`),
            shown: t(`diagram.${value}`),
          }))}
        />
      </div>
      {view === 'list' ? (
        <RelationList onOpen={open} />
      ) : (
        <Suspense fallback={<div className="ax-skeleton" style={{ height: 240, marginTop: 12 }} />}>
          <Diagram onOpen={open} />
        </Suspense>
      )}
    </Modal>
  )
}

function RelationList({ onOpen }: { onOpen: (id: string) => void }): ReactNode {
  const relations = relationsOf(useModels())
  if (relations.length === 0) return <p className="ax-empty">{t('diagram.none')}</p>
  return (
    <ul className="ax-diagram-list">
      {relations.map(({ from, to, field }) => (
        <li key={field.id}>
          <button type="button" className="ax-text-button" onClick={() => onOpen(from.id)}>
            {t(isMany(field) ? 'diagram.many' : 'diagram.one', {
              model: from.label,
              field: field.label,
              target: to.label,
            })}
          </button>
        </li>
      ))}
    </ul>
  )
}
