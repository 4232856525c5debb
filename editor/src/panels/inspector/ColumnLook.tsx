import type { Look } from '@axiom/shared/model/formatNumber'
import { Button, Popover } from '@mantine/core'
import { IconNumber123 } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { NumberLook } from '../data/NumberLook.tsx'

interface Props {
  /** What the column is called. */
  name: string
  own: Look | null
  ofField: Look
  /** Null: as the field says. */
  onSet: (look: Look | null) => void
}

/** How the numbers of one column are read, where that is not as their field says. */
export function ColumnLook({ name, own, ofField, onSet }: Props): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const look = own ?? ofField
  const change = (part: { [K in keyof Look]: Look[K] | undefined }): void => {
    const { shownAs = 'number', currency, decimals } = { ...look, ...part }
    onSet({
      shownAs,
      ...(currency === undefined ? {} : { currency }),
      ...(decimals === undefined ? {} : { decimals }),
    })
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={280} trapFocus returnFocus withinPortal>
      <Popover.Target>
        <button
          type="button"
          className="ax-ib"
          data-size="xs"
          data-on={own !== null || undefined}
          aria-label={t('inspector.columnLook', { name })}
          title={t('inspector.columnLook', { name })}
          onClick={() => setOpen(!isOpen)}
        >
          <IconNumber123 size={14} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('inspector.columnLook', { name })}>
        <div className="ax-stack8">
          <NumberLook look={look} onSet={change} />
          <Button size="compact-xs" variant="default" disabled={own === null} onClick={() => onSet(null)}>
            {t('inspector.columnLookField')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
