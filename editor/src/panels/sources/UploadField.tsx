import type { DataSource } from '@axiom/shared/contracts/dataSources'
import { Button, FileButton } from '@mantine/core'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { PropRow } from '../../ui/Panel.tsx'
import { useSourceChanges } from './useSources.ts'

const ENDINGS = { sqlite: '.sqlite,.sqlite3,.db', csv: '.csv,.tsv,.txt', json: '.json' } as const

/** The file of a source that is one. */
export function UploadField({ source }: { source: DataSource | null }): ReactNode {
  const { upload } = useSourceChanges()
  if (!source) return <p className="ax-muted ax-source-hint">{t('sources.fileLater')}</p>
  const { type } = source.config
  const accept = type === 'sqlite' || type === 'csv' || type === 'json' ? ENDINGS[type] : ''
  return (
    <PropRow label={t('sources.file')} tall={upload.isError}>
      <span className="ax-row">
        <span className="ax-cut ax-grow">{source.fileName ?? t('sources.noFile')}</span>
        <FileButton accept={accept} onChange={(file) => file && upload.mutate({ id: source.id, file })}>
          {(props) => (
            <Button {...props} size="compact-xs" variant="default" loading={upload.isPending}>
              {t('sources.upload')}
            </Button>
          )}
        </FileButton>
      </span>
      {upload.error && (
        <p className="ax-source-result" data-state="bad" role="alert">
          {upload.error.message}
        </p>
      )}
    </PropRow>
  )
}
