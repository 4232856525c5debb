import type { Environment } from '@axiom/shared/contracts/publishing'
import type { ModelView } from '@axiom/shared/document/views'
import { IconUpload } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { ExportMenu } from './ExportMenu.tsx'
import { ImportDialog } from './ImportDialog.tsx'

/** The rows as a file, out and in. */
export function Transfer({ model, env }: { model: ModelView; env: Environment }): ReactNode {
  const { projectId } = useProjectSession()
  const [isImporting, setImporting] = useState(false)
  return (
    <>
      <button type="button" className="ax-text-button ax-add" onClick={() => setImporting(true)}>
        <IconUpload size={12} aria-hidden="true" /> {t('import.open')}
      </button>
      <ExportMenu
        name={model.name}
        pathOf={(format) =>
          `/api/dynamic/${projectId}/${model.name}/export?${new URLSearchParams({ env, format }).toString()}`
        }
      />
      {isImporting && <ImportDialog model={model} env={env} onClose={() => setImporting(false)} />}
    </>
  )
}
