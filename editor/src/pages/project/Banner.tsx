import { IconAlertTriangle, IconEye, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'

interface Props {
  tone: 'danger' | 'warning' | 'plain'
  onClose?: () => void
  actions?: readonly { label: string; run: () => void }[]
  children: ReactNode
}

/** A line above the canvas, for what must be known before going on. */
export function Banner({ tone, onClose, actions = [], children }: Props): ReactNode {
  const Shown = tone === 'plain' ? IconEye : IconAlertTriangle
  return (
    <div className="ax-banner" data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <Shown size={14} stroke={1.8} aria-hidden="true" />
      <p className="ax-grow">{children}</p>
      {actions.map(({ label, run }) => (
        <button key={label} type="button" className="ax-text-button" onClick={run}>
          {label}
        </button>
      ))}
      {onClose && (
        <IconButton label={t('common.close')} size="xs" onClick={onClose}>
          <IconX size={14} />
        </IconButton>
      )}
    </div>
  )
}
