import type { AppUser } from '@axiom/shared/contracts/appUsers'
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState, type ReactNode, type SyntheticEvent } from 'react'

import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { useAppUserChanges } from './useAppUsers.ts'

interface Claim {
  name: string
  value: string
}

const MOST = 20

/** What conditions of rules may ask of somebody. */
export function ClaimsDialog({ user, onClose }: { user: AppUser; onClose: () => void }): ReactNode {
  const { update } = useAppUserChanges()
  const [claims, setClaims] = useState<Claim[]>(() => startOf(user))
  const set = (i: number, change: Partial<Claim>): void =>
    setClaims(claims.map((claim, at) => (at === i ? { ...claim, ...change } : claim)))
  const save = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const named = claims.flatMap(({ name, value }) => (name.trim() === '' ? [] : [[name.trim(), value] as const]))
    update.mutate({ id: user.id, claims: Object.fromEntries(named) }, { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} title={t('users.claimsTitle', { name: user.name })}>
      <form className="ax-publish" noValidate onSubmit={save}>
        <p className="ax-muted">{t('users.claimsLead')}</p>
        <Stack gap="xs">
          {claims.map(({ name, value }, i) => (
            // Rows have no other name than their place.
            <Group key={i} gap="xs" wrap="nowrap">
              <TextInput
                aria-label={t('users.claimName', { n: i + 1 })}
                placeholder={t('users.claimExample')}
                value={name}
                maxLength={40}
                onChange={(event) => set(i, { name: event.currentTarget.value })}
              />
              <TextInput
                className="ax-grow"
                aria-label={t('users.claimValue', { n: i + 1 })}
                value={value}
                maxLength={200}
                onChange={(event) => set(i, { value: event.currentTarget.value })}
              />
              <IconButton
                label={t('users.claimRemove', { n: i + 1 })}
                size="xs"
                onClick={() => setClaims(claims.toSpliced(i, 1))}
              >
                <IconX size={14} stroke={1.8} />
              </IconButton>
            </Group>
          ))}
        </Stack>
        {claims.length < MOST && (
          <Button
            variant="subtle"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            onClick={() => setClaims([...claims, { name: '', value: '' }])}
          >
            {t('users.claimAdd')}
          </Button>
        )}
        {update.error && (
          <p className="ax-note" data-tone="danger" role="alert">
            {update.error.message}
          </p>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={update.isPending}>
            {t('users.claimsSave')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

function startOf({ claims }: AppUser): Claim[] {
  const known = Object.entries(claims).map(([name, value]) => ({ name, value: String(value) }))
  return known.length > 0 ? known : [{ name: '', value: '' }]
}
