import { Button } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useDeferredValue, useState, type ReactNode } from 'react'

import { useAppUserSettings } from '../../api/appUsers.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { Section } from '../../ui/Panel.tsx'
import { AppUserRow } from './AppUserRow.tsx'
import { AppUserSettingsForm } from './AppUserSettingsForm.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { useAppUsers } from './useAppUsers.ts'

/** Who has an account of the app, and how one gets it. */
export function AppUsersPart(): ReactNode {
  const { projectId } = useProjectSession()
  const settings = useAppUserSettings(projectId)
  const [isInviting, setInviting] = useState(false)
  return (
    <div className="ax-panel-body ax-users">
      <p className="ax-muted ax-users-lead">{t('users.lead')}</p>
      {settings.isError && <p className="ax-empty ax-error-text">{settings.error.message}</p>}
      {settings.data && <AppUserSettingsForm settings={settings.data} />}
      <Section
        title={t('users.people')}
        tools={
          <Button
            size="xs"
            variant="default"
            leftSection={<IconUserPlus size={14} aria-hidden="true" />}
            onClick={() => setInviting(true)}
          >
            {t('users.invite')}
          </Button>
        }
      >
        <People roles={settings.data?.roles ?? []} />
      </Section>
      <InviteDialog opened={isInviting} roles={settings.data?.roles ?? []} onClose={() => setInviting(false)} />
    </div>
  )
}

function People({ roles }: { roles: readonly string[] }): ReactNode {
  const [search, setSearch] = useState('')
  const words = useDeferredValue(search.trim())
  const users = useAppUsers(words)
  const people = users.data?.pages.flatMap(({ data }) => data) ?? []
  const count = users.data?.pages[0]?.meta.count ?? 0
  const isEmpty = users.isSuccess && people.length === 0
  return (
    <>
      {(words !== '' || count > 5) && (
        <input
          className="ax-users-search"
          type="search"
          aria-label={t('users.search')}
          placeholder={t('users.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {users.isError && <p className="ax-error-text">{users.error.message}</p>}
      {isEmpty && <p className="ax-muted">{words === '' ? t('users.none') : t('users.nobody', { search: words })}</p>}
      {count > 0 && <p className="ax-meta">{t('users.count', { count })}</p>}
      <ul className="ax-list ax-users-list" aria-label={t('users.people')} aria-busy={users.isFetching}>
        {people.map((user) => (
          <AppUserRow key={user.id} user={user} roles={roles} />
        ))}
      </ul>
      {users.hasNextPage && (
        <Button
          size="xs"
          variant="default"
          loading={users.isFetchingNextPage}
          onClick={() => void users.fetchNextPage()}
        >
          {t('users.more')}
        </Button>
      )}
    </>
  )
}
