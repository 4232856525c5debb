import { a } from '../../texts/a.ts'
import type { AccountField } from './AccountForm.tsx'

export const EMAIL: AccountField = { name: 'email', label: a('field.email'), type: 'email', autoComplete: 'username' }

export const NAME: AccountField = { name: 'name', label: a('field.name'), autoComplete: 'name' }

export const CURRENT: AccountField = {
  name: 'current',
  label: a('field.current'),
  type: 'password',
  autoComplete: 'current-password',
}

export const NEW_PASSWORD: AccountField = {
  name: 'password',
  label: a('field.newPassword'),
  type: 'password',
  autoComplete: 'new-password',
  help: a('field.passwordHelp'),
}
