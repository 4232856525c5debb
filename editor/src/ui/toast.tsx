import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'

import { t } from '../texts/t.ts'

/** Longer than a message alone: an action wants to be read, found and pressed. */
const SHOWN_MS = { plain: 5_000, action: 15_000 } as const

interface Toast {
  message: string
  /** Until it is closed, for what nobody may miss. */
  stays?: boolean
  /** One way on or back. */
  action?: { label: string; run: () => void }
}

/** A line at the foot of the page, for things that have no place of their own. */
export function showToast({ message, stays = false, action }: Toast): void {
  const id = notifications.show({
    className: 'ax-toast',
    closeButtonProps: { 'aria-label': t('common.close') },
    autoClose: stays ? false : SHOWN_MS[action ? 'action' : 'plain'],
    message: (
      <>
        <span className="ax-grow">{message}</span>
        {action && (
          <Button
            size="xs"
            className="ax-toast-action"
            onClick={() => {
              notifications.hide(id)
              action.run()
            }}
          >
            {action.label}
          </Button>
        )}
      </>
    ),
  })
}
