import { Button, Group, Modal, NativeSelect } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { useKeepDays, useOlderThan } from './useSubmissions.ts'

const DAYS = [7, 30, 90, 180, 365, 730] as const

interface Props {
  keepDays: number | null
  onClose: () => void
}

/** After how long submissions go by themselves. Says first how many that would be now. */
export function KeepDialog({ keepDays, onClose }: Props): ReactNode {
  const { change } = useKeepDays()
  const [days, setDays] = useState(keepDays)
  const older = useOlderThan(days) ?? 0
  const choices = [...new Set([...DAYS, ...(keepDays === null ? [] : [keepDays])])].toSorted((a, b) => a - b)
  return (
    <Modal opened onClose={onClose} title={t('submissions.keepTitle')}>
      <form
        className="ax-row-form"
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(days, { onSuccess: onClose })
        }}
      >
        <p className="ax-muted">{t('submissions.keepLead')}</p>
        <NativeSelect
          label={t('submissions.keep')}
          value={days ?? ''}
          data={[
            { value: '', label: t('submissions.keepForever') },
            ...choices.map((count) => ({ value: String(count), label: t('submissions.keepDays', { count }) })),
          ]}
          onChange={({ currentTarget: { value } }) => setDays(value === '' ? null : Number(value))}
        />
        {days !== null && older > 0 && (
          <p className="ax-note" data-tone="danger" role="alert">
            {t('submissions.keepOlder', { count: older })}
          </p>
        )}
        {change.error && (
          <p className="ax-note" data-tone="danger" role="alert">
            {change.error.message}
          </p>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={change.isPending} {...(days !== null && older > 0 && { color: 'red' })}>
            {t('submissions.keepSave')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
