import { AppRole, type AppUserSettings } from '@axiom/shared/contracts/appUsers'
import { IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { DraftField } from '../../ui/Field.tsx'
import { Section } from '../../ui/Panel.tsx'
import { Switch } from '../../ui/Segments.tsx'
import { useAppUserChanges } from './useAppUsers.ts'

/** How one gets an account, and which roles there are. Each change acts at once. */
export function AppUserSettingsForm({ settings }: { settings: AppUserSettings }): ReactNode {
  const { setSettings } = useAppUserChanges()
  const set = (change: Partial<AppUserSettings>): void => setSettings.mutate({ ...settings, ...change })
  return (
    <>
      <div className="ax-users-settings">
        <Choice
          label={t('users.open')}
          hint={t('users.openHint')}
          checked={settings.registration === 'open'}
          onChange={(isOpen) => set({ registration: isOpen ? 'open' : 'invite' })}
        />
        <Choice
          label={t('users.verify')}
          hint={t('users.verifyHint')}
          checked={settings.verifyEmail}
          onChange={(verifyEmail) => set({ verifyEmail })}
        />
        <Choice
          label={t('users.findByName')}
          hint={t('users.findByNameHint')}
          checked={settings.findByName}
          onChange={(findByName) => set({ findByName })}
        />
      </div>
      <Section title={t('users.roles')}>
        <Roles roles={settings.roles} onChange={(roles) => set({ roles })} />
      </Section>
      {setSettings.error && (
        <p className="ax-error-text" role="alert">
          {setSettings.error.message}
        </p>
      )}
    </>
  )
}

interface ChoiceProps {
  label: string
  hint: string
  checked: boolean
  onChange: (checked: boolean) => void
}

function Choice({ label, hint, checked, onChange }: ChoiceProps): ReactNode {
  return (
    <div className="ax-row">
      <span className="ax-grow">
        <span className="ax-medium" aria-hidden="true">
          {label}
        </span>
        <br />
        <span className="ax-meta">{hint}</span>
      </span>
      <Switch label={label} checked={checked} onChange={onChange} />
    </div>
  )
}

function Roles({ roles, onChange }: { roles: readonly string[]; onChange: (roles: string[]) => void }): ReactNode {
  const [isRefused, setRefused] = useState(false)
  return (
    <>
      <p className="ax-meta">{t('users.rolesHint')}</p>
      {roles.length > 0 && (
        <ul className="ax-users-roles" aria-label={t('users.roles')}>
          {roles.map((role) => (
            <li key={role} className="ax-badge">
              {role}
              <button
                type="button"
                aria-label={t('users.removeRole', { role })}
                onClick={() => onChange(roles.filter((other) => other !== role))}
              >
                <IconX size={12} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <DraftField
        label={t('users.addRole')}
        placeholder={t('users.addRole')}
        value=""
        maxLength={40}
        error={isRefused}
        onCommit={(role) => {
          const isRole = AppRole.safeParse(role.trim()).success
          setRefused(!isRole)
          if (isRole) onChange([...new Set([...roles, role.trim()])])
        }}
      />
      {isRefused && (
        <p className="ax-error-text" role="alert">
          {t('users.roleWrong')}
        </p>
      )}
    </>
  )
}
