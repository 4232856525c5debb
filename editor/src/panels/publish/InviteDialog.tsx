import { Button, Checkbox, CopyButton, Group, Modal, TextInput } from '@mantine/core'
import type { ReactNode, SyntheticEvent } from 'react'

import { t } from '../../texts/t.ts'
import { useAppUserChanges } from './useAppUsers.ts'

interface Props {
  opened: boolean
  roles: readonly string[]
  onClose: () => void
}

/** Makes an account whose owner chooses the password himself; shows the link that the mail brings. */
export function InviteDialog({ opened, roles, onClose }: Props): ReactNode {
  const { invite } = useAppUserChanges()
  const close = (): void => {
    invite.reset()
    onClose()
  }
  const send = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const chosen = form.getAll('roles').map(String)
    invite.mutate({ email: String(form.get('email')), name: String(form.get('name')), roles: chosen })
  }
  return (
    <Modal opened={opened} onClose={close} title={t('users.inviteTitle')}>
      {invite.data ? (
        <div className="ax-publish">
          <p>{t('users.invited', { email: invite.data.user.email })}</p>
          <div className="ax-row">
            <code className="ax-grow ax-cut">{invite.data.link}</code>
            <CopyButton value={invite.data.link}>
              {({ copied, copy }) => (
                <Button size="sm" variant="default" onClick={copy}>
                  {t(copied ? 'common.copied' : 'common.copy')}
                </Button>
              )}
            </CopyButton>
          </div>
          <Group justify="flex-end">
            <Button onClick={close}>{t('common.close')}</Button>
          </Group>
        </div>
      ) : (
        <form className="ax-publish" onSubmit={send}>
          <TextInput name="name" label={t('users.inviteName')} required maxLength={80} data-autofocus />
          <TextInput name="email" type="email" label={t('users.inviteEmail')} required maxLength={254} />
          {roles.map((role) => (
            <Checkbox key={role} name="roles" value={role} label={role} />
          ))}
          {invite.error && (
            <p className="ax-note" data-tone="danger" role="alert">
              {invite.error.message}
            </p>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={invite.isPending}>
              {t('users.inviteSend')}
            </Button>
          </Group>
        </form>
      )}
    </Modal>
  )
}
