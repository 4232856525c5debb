import { Button, Group, Menu, Modal, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconDotsVertical, IconLogout } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { signOut, useSession } from '../api/session.ts'
import { countUnsent, wipeLocal } from '../document/localStore.ts'
import { t } from '../texts/t.ts'
import { Avatar } from '../ui/Avatar.tsx'

const SCHEMES = [
  { value: 'light', label: 'account.light' },
  { value: 'dark', label: 'account.dark' },
  { value: 'auto', label: 'account.system' },
] as const

/** Who is signed in, light or dark, and the way out, which asks first when edits are only on this device. */
export function AccountMenu(): ReactNode {
  const { user, known } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const [unsent, setUnsent] = useState(0)
  const who = user ?? known
  if (who === null) return null

  const handleSignOut = async (): Promise<void> => {
    const count = await countUnsent(who.id)
    if (count > 0) setUnsent(count)
    else await signOut()
  }
  const handleDiscard = async (): Promise<void> => {
    await signOut()
    await wipeLocal(who.id)
  }

  return (
    <>
      <Menu position="top-start" width={220}>
        <Menu.Target>
          <UnstyledButton aria-label={t('account.menu', { name: who.name })} className="ax-account">
            <Avatar name={who.name} />
            <span className="ax-grow ax-cut ax-medium">{who.name}</span>
            <IconDotsVertical size={14} stroke={1.8} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('account.theme')}</Menu.Label>
          <Menu.RadioGroup
            value={colorScheme}
            onChange={(next) => setColorScheme(SCHEMES.find(({ value }) => value === next)?.value ?? 'auto')}
          >
            {SCHEMES.map(({ value, label }) => (
              <Menu.RadioItem key={value} value={value}>
                {t(label)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={14} />} onClick={() => void handleSignOut()}>
            {t('account.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={unsent > 0} onClose={() => setUnsent(0)} title={t('account.unsentTitle', { count: unsent })}>
        <p className="ax-muted">{t('account.unsentLead')}</p>
        <Group justify="flex-end" gap="sm" mt="lg">
          <Button variant="subtle" color="red" onClick={() => void handleDiscard()}>
            {t('account.discard')}
          </Button>
          <Button variant="default" onClick={() => void signOut()}>
            {t('account.keep')}
          </Button>
          <Button onClick={() => setUnsent(0)} data-autofocus>
            {t('account.stay')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
