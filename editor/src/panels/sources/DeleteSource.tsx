import type { DataSource } from '@axiom/shared/contracts/dataSources'
import { Button, Modal } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { openInDock } from './sourcesState.ts'
import { useSourceChanges } from './useSources.ts'

/** Asks first: a source is no part of the document, so nothing brings it back. */
export function DeleteSource({ source }: { source: DataSource }): ReactNode {
  const [isAsking, setAsking] = useState(false)
  const { remove } = useSourceChanges()
  return (
    <>
      <Button size="xs" variant="subtle" color="red" onClick={() => setAsking(true)}>
        {t('action.delete')}
      </Button>
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={t('sources.deleteTitle', { name: source.name })}>
        <p>{t('sources.deleteLead')}</p>
        {remove.error && <p role="alert">{remove.error.message}</p>}
        <div className="ax-source-actions">
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => remove.mutate(source.id, { onSuccess: () => openInDock(null) })}
          >
            {t('sources.deleteSource')}
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('common.cancel')}
          </Button>
        </div>
      </Modal>
    </>
  )
}
