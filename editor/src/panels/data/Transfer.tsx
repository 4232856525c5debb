import type { Environment } from '@axiom/shared/contracts/publishing'
import type { ModelView } from '@axiom/shared/document/views'
import { Menu } from '@mantine/core'
import { IconDownload, IconUpload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { fetchFile } from '../../api/fetchFile.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { downloadFile } from '../../ui/download.ts'
import { ImportDialog } from './ImportDialog.tsx'

const FORMATS = ['csv', 'json', 'ndjson'] as const

/** The rows as a file, out and in. */
export function Transfer({ model, env }: { model: ModelView; env: Environment }): ReactNode {
  const { projectId } = useProjectSession()
  const [isImporting, setImporting] = useState(false)
  const download = useMutation({
    mutationFn: async (format: (typeof FORMATS)[number]) => {
      const query = new URLSearchParams({ env, format })
      const file = await fetchFile(`/api/dynamic/${projectId}/${model.name}/export?${query.toString()}`)
      downloadFile(`${model.name}.${format}`, file)
    },
  })
  return (
    <>
      <button type="button" className="ax-text-button ax-add" onClick={() => setImporting(true)}>
        <IconUpload size={12} aria-hidden="true" /> {t('import.open')}
      </button>
      <Menu position="top-start">
        <Menu.Target>
          <button type="button" className="ax-text-button ax-add" disabled={download.isPending}>
            <IconDownload size={12} aria-hidden="true" /> {t('export.open')}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {FORMATS.map((format) => (
            <Menu.Item key={format} onClick={() => download.mutate(format)}>
              {t(`export.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {download.error && (
        <span className="ax-error-text" role="alert">
          {download.error.message}
        </span>
      )}
      {isImporting && <ImportDialog model={model} env={env} onClose={() => setImporting(false)} />}
    </>
  )
}
