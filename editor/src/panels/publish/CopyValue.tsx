import { CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'

/** A value that is needed at another place, exactly. */
export function CopyValue({ label, value }: { label: string; value: string }): ReactNode {
  return (
    <span className="ax-copy-value">
      <code className="ax-mono ax-grow" aria-label={label}>
        {value}
      </code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <IconButton label={`${t(copied ? 'common.copied' : 'common.copy')}: ${label}`} size="xs" onClick={copy}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </IconButton>
        )}
      </CopyButton>
    </span>
  )
}
