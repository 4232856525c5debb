import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'

import styles from './docs.module.css'

/** Text to read or to take away. */
export function Code({ value }: { value: string }): ReactNode {
  const { copied, copy } = useClipboard()
  return (
    <div className={styles.codeBox}>
      <pre className={styles.code} tabIndex={0}>
        {value}
      </pre>
      <IconButton size="xs" label={t(copied ? 'docs.copied' : 'docs.copy')} onClick={() => copy(value)}>
        {copied ? <IconCheck size={14} stroke={1.8} /> : <IconCopy size={14} stroke={1.8} />}
      </IconButton>
    </div>
  )
}
