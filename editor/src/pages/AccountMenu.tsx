import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconClockPlay, IconDotsVertical, IconLogout, IconSparkles } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'

import { signOut, useSession } from '../api/session.ts'
import { listUnsent } from '../document/localStore.ts'
import type { Unsent } from '../document/unsent.ts'
import { t } from '../texts/t.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { AiUsageDialog } from './AiUsageDialog.tsx'
import { SignOutDialog } from './SignOutDialog.tsx'

const SCHEMES = [
  { value: 'light', label: 'account.light' },
  { value: 'dark', label: 'account.dark' },
  { value: 'auto', label: 'account.system' },
] as const

/** Who is signed in, light or dark, and the way out, which asks first when edits are only on this device. */
export function AccountMenu(): ReactNode {
  const { user, known } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const [unsent, setUnsent] = useState<readonly Unsent[]>([])
  const [showsUsage, setShowsUsage] = useState(false)
  const who = user ?? known
  if (who === null) return null

  const handleSignOut = async (): Promise<void> => {
    const waiting = await listUnsent(who.id)
    if (waiting.length > 0) setUnsent(waiting)
    else await signOut()
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
          {user?.role === 'admin' && (
            <>
              <Menu.Item leftSection={<IconSparkles size={14} />} onClick={() => setShowsUsage(true)}>
                {t('usage.title')}
              </Menu.Item>
              <Menu.Item component={Link} to="/jobs" leftSection={<IconClockPlay size={14} />}>
                {t('jobs.title')}
              </Menu.Item>
            </>
          )}
          <Menu.Item leftSection={<IconLogout size={14} />} onClick={() => void handleSignOut()}>
            {t('account.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <AiUsageDialog path="/api/ai/usage" opened={showsUsage} onClose={() => setShowsUsage(false)} />
      <SignOutDialog userId={who.id} unsent={unsent} onClose={() => setUnsent([])} />
    </>
  )
}
