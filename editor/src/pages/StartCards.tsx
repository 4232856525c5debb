import { FileButton } from '@mantine/core'
import { IconFileImport, IconPlus, IconSparkles } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../texts/t.ts'
import { Thumbnail } from './Thumbnail.tsx'
import { useImportProject } from './useImportProject.ts'
import { useStart } from './useStart.ts'

import styles from './dashboard.module.css'

/** One click from here to an open editor. */
export function StartCards({ onDescribe }: { onDescribe: () => void }): ReactNode {
  const start = useStart()
  const { importFile, isPending } = useImportProject()
  return (
    <>
      <p className={styles.caption}>{t('projects.start')}</p>
      <div className={styles.templates}>
        <StartCard
          title={t('projects.blank')}
          hint={t('projects.blankHint')}
          picture={<IconPlus size={18} stroke={1.5} />}
          onClick={() => start('blank')}
        />
        <StartCard
          title={t('projects.orders')}
          hint={t('projects.ordersHint')}
          picture={<Thumbnail id="" className={styles.thumb} />}
          onClick={() => start('orders')}
        />
        <StartCard
          title={t('describe.card')}
          hint={t('describe.hint')}
          picture={<IconSparkles size={18} stroke={1.5} />}
          onClick={onDescribe}
        />
        <FileButton accept=".axiom,application/gzip" onChange={importFile}>
          {({ onClick }) => (
            <StartCard
              title={t('projects.import')}
              hint={t(isPending ? 'projects.importing' : 'projects.importHint')}
              picture={<IconFileImport size={18} stroke={1.5} />}
              isBusy={isPending}
              onClick={onClick}
            />
          )}
        </FileButton>
      </div>
    </>
  )
}

interface StartCardProps {
  title: string
  hint: string
  picture: ReactNode
  isBusy?: boolean
  onClick: () => void
}

function StartCard({ title, hint, picture, isBusy = false, onClick }: StartCardProps): ReactNode {
  return (
    <button type="button" className={styles.template} aria-busy={isBusy} onClick={onClick}>
      <span className={styles.small}>{picture}</span>
      <span className={styles.templateText}>
        <span className="ax-medium">{title}</span>
        <span className="ax-meta">{hint}</span>
      </span>
    </button>
  )
}
