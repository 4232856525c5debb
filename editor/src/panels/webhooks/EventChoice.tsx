import { PROJECT_EVENTS, type ProjectEventType } from '@axiom/shared/contracts/webhooks'
import { Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'

interface Props {
  events: readonly ProjectEventType[]
  onChange: (events: ProjectEventType[]) => void
}

/** Which events are told; at least one. */
export function EventChoice({ events, onChange }: Props): ReactNode {
  const toggled = (event: ProjectEventType): ProjectEventType[] =>
    PROJECT_EVENTS.filter((one) => (one === event ? !events.includes(one) : events.includes(one)))
  return (
    <fieldset className="ax-webhook-events">
      <legend className="ax-muted">{t('webhooks.events')}</legend>
      {PROJECT_EVENTS.map((event) => (
        <Checkbox
          key={event}
          size="xs"
          label={t(`webhooks.event.${event}`)}
          checked={events.includes(event)}
          onChange={() => toggled(event).length > 0 && onChange(toggled(event))}
        />
      ))}
    </fieldset>
  )
}
