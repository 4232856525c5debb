import type { AppUser } from '@axiom/shared/contracts/appUsers'
import { Button, Group, Menu, Modal } from '@mantine/core'
import { IconCheck, IconDots } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { ClaimsDialog } from './ClaimsDialog.tsx'
import { useAppUserChanges } from './useAppUsers.ts'

/** One account: who, what is special about it, and what can be done with it. */
export function AppUserRow({ user, roles }: { user: AppUser; roles: readonly string[] }): ReactNode {
  const { update, remove } = useAppUserChanges()
  const [isAsking, setAsking] = useState(false)
  const [isClaiming, setClaiming] = useState(false)
  const state = stateOf(user)
  const toggle = (role: string): void => {
    const has = user.roles.includes(role)
    update.mutate({ id: user.id, roles: has ? user.roles.filter((one) => one !== role) : [...user.roles, role] })
  }
  return (
    <li className="ax-list-row ax-users-row">
      <span className="ax-grow ax-users-who">
        <span className="ax-medium ax-cut">{user.name}</span>
        <span className="ax-meta ax-cut">{[user.email, ...user.roles].join(' · ')}</span>
      </span>
      {state !== null && (
        <span className="ax-badge" data-tone={user.blocked ? 'danger' : undefined}>
          {t(`users.${state}`)}
        </span>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <button type="button" className="ax-ib" data-size="xs" aria-label={t('users.actions', { name: user.name })}>
            <IconDots size={14} stroke={1.8} aria-hidden="true" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {roles.length > 0 && <Menu.Label>{t('users.roles')}</Menu.Label>}
          {roles.map((role) => (
            <Menu.Item
              key={role}
              role="menuitemcheckbox"
              aria-checked={user.roles.includes(role)}
              leftSection={user.roles.includes(role) ? <IconCheck size={14} /> : <span style={{ width: 14 }} />}
              onClick={() => toggle(role)}
            >
              {role}
            </Menu.Item>
          ))}
          {roles.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => setClaiming(true)}>{t('users.claims')}</Menu.Item>
          <Menu.Item onClick={() => update.mutate({ id: user.id, blocked: !user.blocked })}>
            {t(user.blocked ? 'users.unblock' : 'users.block')}
          </Menu.Item>
          <Menu.Item color="red" onClick={() => setAsking(true)}>
            {t('users.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isClaiming && <ClaimsDialog user={user} onClose={() => setClaiming(false)} />}
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={t('users.deleteTitle', { name: user.name })}>
        <p>{t('users.deleteLead')}</p>
        {remove.error && <p className="ax-error-text">{remove.error.message}</p>}
        <Group justify="flex-end" gap="sm" mt="md">
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(user.id)}>
            {t('users.delete')}
          </Button>
        </Group>
      </Modal>
    </li>
  )
}

function stateOf({ blocked, invited, verified }: AppUser): 'isBlocked' | 'isInvited' | 'isUnverified' | null {
  if (blocked) return 'isBlocked'
  if (invited) return 'isInvited'
  return verified ? null : 'isUnverified'
}
