import { IconRefresh, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { r } from '../../texts/r.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import type { useUploads } from '../../widgets/useUploads.ts'

/** Files on their way, and those that did not arrive. */
export function UploadRows({ uploads }: { uploads: ReturnType<typeof useUploads> }): ReactNode {
  const under = uploads.items.filter(({ state }) => state !== 'done')
  return (
    <ul className="ax-list ax-uploads" aria-live="polite">
      {under.map(({ key, name, state, sent, size, message }) => (
        <li key={key} className="ax-list-row ax-file-row">
          <span className="ax-grow ax-cut">
            {name}
            {state === 'sending' ? (
              <progress aria-label={r('file.sending', { name })} value={sent} max={Math.max(size, 1)} />
            ) : (
              <span className="ax-error-text">{message}</span>
            )}
          </span>
          {state === 'failed' && (
            <IconButton label={r('file.retry')} size="xs" onClick={() => uploads.retry(key)}>
              <IconRefresh size={14} stroke={1.8} />
            </IconButton>
          )}
          <IconButton label={r('file.cancelOne', { name })} size="xs" onClick={() => uploads.remove(key)}>
            <IconX size={14} stroke={1.8} />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}
