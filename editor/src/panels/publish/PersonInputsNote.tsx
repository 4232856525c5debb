import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useAppUserSettings } from '../../api/appUsers.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { useAppUserChanges } from './useAppUsers.ts'

/** Inputs that ask for a person, while nobody finds another; one click lets them, and says what it opens. */
export function PersonInputsNote({ names }: { names: readonly string[] }): ReactNode {
  const { data: settings } = useAppUserSettings(useProjectSession().projectId)
  const { setSettings } = useAppUserChanges()
  const isOpen = settings?.findByName === true
  const nodes = new Intl.ListFormat('en').format(names)
  return (
    <div className="ax-note" data-tone={isOpen ? 'success' : 'warning'}>
      {isOpen ? <IconCheck size={14} aria-hidden="true" /> : <IconAlertTriangle size={14} aria-hidden="true" />}
      <span className="ax-grow">
        {isOpen ? t('publish.peopleFound') : t('publish.personInputs', { nodes, count: names.length })}
        {setSettings.error && ` ${setSettings.error.message}`}
      </span>
      {settings && !isOpen && (
        <Button
          size="sm"
          variant="default"
          loading={setSettings.isPending}
          onClick={() => setSettings.mutate({ ...settings, findByName: true })}
        >
          {t('publish.letFind')}
        </Button>
      )}
    </div>
  )
}
