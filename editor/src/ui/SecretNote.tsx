import { Button, CopyButton, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'

import { t } from '../texts/t.ts'

interface Props {
  /** What it is, and that it is not shown again. */
  lead: string
  label: string
  value: string
}

/** The one time that a secret is seen. */
export function SecretNote({ lead, label, value }: Props): ReactNode {
  return (
    <div className="ax-note" data-tone="success" role="status">
      <div className="ax-grow">
        <p>{lead}</p>
        <div className="ax-row">
          <TextInput
            className="ax-grow ax-mono"
            readOnly
            value={value}
            aria-label={label}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {t(copied ? 'common.copied' : 'common.copy')}
              </Button>
            )}
          </CopyButton>
        </div>
      </div>
    </div>
  )
}
