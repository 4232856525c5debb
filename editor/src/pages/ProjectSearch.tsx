import { TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useRef, type ReactNode } from 'react'

import { t } from '../texts/t.ts'

import styles from './dashboard.module.css'

interface Props {
  value: string
  onChange: (value: string) => void
}

/** The key `/` leads to it, Escape empties it. */
export function ProjectSearch({ value, onChange }: Props): ReactNode {
  const field = useRef<HTMLInputElement>(null)
  useHotkeys([['/', () => field.current?.focus()]])
  return (
    <TextInput
      ref={field}
      size="md"
      className={styles.search ?? ''}
      variant="filled"
      type="search"
      leftSection={<IconSearch size={14} stroke={1.8} />}
      rightSection={value === '' && <kbd className="ax-kbd">/</kbd>}
      rightSectionPointerEvents="none"
      placeholder={t('projects.search')}
      aria-label={t('projects.search')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && onChange('')}
    />
  )
}
