import { Button, FileButton } from '@mantine/core'
import { IconFileImport, IconLayoutDashboard, IconPlus, IconSparkles } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../texts/t.ts'
import { Handles, SampleCursor } from './AuthFrame.tsx'
import { Thumbnail } from './Thumbnail.tsx'
import { useImportProject } from './useImportProject.ts'
import { useStart } from './useStart.ts'

import styles from './firstVisit.module.css'

/** Nothing is here yet: what one can build, and the ways to begin. */
export function FirstVisit({ onDescribe }: { onDescribe: () => void }): ReactNode {
  const start = useStart()
  const { importFile, isPending } = useImportProject()
  return (
    <div className={styles.wrap}>
      <h1 className="ax-hidden">{t('projects.title')}</h1>
      <section className={styles.words}>
        <h2>{t('projects.emptyTitle')}</h2>
        <p>{t('projects.emptyLead')}</p>
        <div className={styles.ways}>
          <Button
            size="lg"
            leftSection={<IconLayoutDashboard size={16} stroke={1.6} />}
            onClick={() => start('orders')}
          >
            {t('projects.startOrders')}
          </Button>
          <Button
            size="lg"
            variant="default"
            leftSection={<IconPlus size={16} stroke={1.6} />}
            onClick={() => start('blank')}
          >
            {t('projects.startBlank')}
          </Button>
          <Button
            size="lg"
            variant="default"
            leftSection={<IconSparkles size={16} stroke={1.6} />}
            onClick={onDescribe}
          >
            {t('describe.title')}
          </Button>
          <FileButton accept=".axiom,application/gzip" onChange={importFile}>
            {(props) => (
              <Button
                {...props}
                size="lg"
                variant="subtle"
                loading={isPending}
                leftSection={<IconFileImport size={16} stroke={1.6} />}
              >
                {t('projects.import')}
              </Button>
            )}
          </FileButton>
        </div>
      </section>
      <div className={styles.drawing} aria-hidden="true">
        <div className={styles.back}>
          <Thumbnail id="" className={styles.picture} />
        </div>
        <div className={styles.front}>
          <Thumbnail id="b" className={styles.picture} />
          <Handles />
        </div>
        <i className={styles.guide} />
        <SampleCursor name={t('projects.sampleColleague')} ink={8} left={72} top={266} />
        <SampleCursor name={t('projects.sampleYou')} ink={3} left={520} top={324} />
      </div>
    </div>
  )
}
