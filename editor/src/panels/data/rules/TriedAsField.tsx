import { ROLES } from '@axiom/shared/access/roles'
import type { AppUser } from '@axiom/shared/contracts/appUsers'
import type { Page } from '@axiom/shared/contracts/common'
import type { TriedAs } from '@axiom/shared/contracts/rules'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { api } from '../../../api/client.ts'
import { useProjectSession } from '../../../document/hooks.ts'
import { t } from '../../../texts/t.ts'
import { ChoiceField } from '../../../ui/Field.tsx'
import { PropRow } from '../../../ui/Panel.tsx'

interface Choice {
  value: string
  label: string
  as: TriedAs | null
}

/** In whose place the rules are tried: a kind of person, or one of the newest app users. */
export function TriedAsField({
  roles,
  onChange,
}: {
  roles: readonly string[]
  onChange: (as: TriedAs | null) => void
}): ReactNode {
  const path = `/api/projects/${useProjectSession().projectId}/app-users`
  const users = useQuery({ queryKey: [path, 'newest'], queryFn: () => api.get<Page<AppUser>>(path) }).data?.data ?? []
  const [value, setValue] = useState('')
  const choices = [...kinds(roles), ...users.map(toChoice)]
  return (
    <PropRow label={t('rules.try')}>
      <ChoiceField
        label={t('rules.try')}
        value={value}
        choices={choices}
        onChange={(next) => {
          setValue(next)
          onChange(choices.find((one) => one.value === next)?.as ?? null)
        }}
      />
    </PropRow>
  )
}

function kinds(roles: readonly string[]): Choice[] {
  return [
    { value: '', label: t('rules.tryNobody'), as: null },
    { value: 'visitor', label: t('rules.tryVisitor'), as: { kind: 'visitor' } },
    { value: 'role', label: t('rules.tryAppUser'), as: { kind: 'role', role: null } },
    ...roles.map((role): Choice => ({
      value: `role:${role}`,
      label: t('rules.tryRole', { role }),
      as: { kind: 'role', role },
    })),
    ...ROLES.map((role): Choice => ({
      value: `member:${role}`,
      label: t('rules.tryMember', { role: t(`role.${role}`) }),
      as: { kind: 'member', role },
    })),
  ]
}

function toChoice({ id, name, email }: AppUser): Choice {
  return { value: `user:${id}`, label: `${name} · ${email}`, as: { kind: 'appUser', id } }
}
