import type { DataSource } from '@axiom/shared/contracts/dataSources'
import { Button, Group } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'

interface Props {
  source: DataSource
  action: string
  isPending?: boolean
  onAction: () => void
}

const list = new Intl.ListFormat('en', { type: 'conjunction' })

/** What a source that came with a project's file still needs; nothing once it has all. */
export function LackingNote({ source: { lacks }, action, isPending = false, onAction }: Props): ReactNode {
  if (lacks.length === 0) return null
  return (
    <div className="ax-note ax-source-lacks" data-tone="warning" role="status">
      <IconKey size={16} stroke={1.8} aria-hidden="true" />
      <div>
        {t('sources.lacks', { what: list.format(lacks.map((gap) => t(`sources.lacks.${gap}`))) })}
        <Group mt={8}>
          <Button size="compact-xs" variant="default" loading={isPending} onClick={onAction}>
            {action}
          </Button>
        </Group>
      </div>
    </div>
  )
}
