import type { ReactNode } from 'react'

import styles from './docs.module.css'

export function Method({ name }: { name: string }): ReactNode {
  return (
    <span className={styles.method} data-method={name}>
      {name}
    </span>
  )
}
