import { Button, PasswordInput, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'

import { t } from '../texts/t.ts'
import type { AuthForm } from './useAuthForm.ts'

/** Email, password and the button, for the page and for the dialog. */
export function SignInFields({ busy, errorAt }: Pick<AuthForm, 'busy' | 'errorAt'>): ReactNode {
  return (
    <>
      <TextInput
        size="lg"
        name="email"
        type="email"
        label={t('auth.email')}
        autoComplete="username"
        error={errorAt('email')}
        required
        withAsterisk={false}
        autoFocus
        data-autofocus
      />
      <PasswordInput
        size="lg"
        name="password"
        label={t('auth.password')}
        autoComplete="current-password"
        error={errorAt('password')}
        required
        withAsterisk={false}
      />
      <Button type="submit" size="lg" fullWidth loading={busy}>
        {t('auth.signIn')}
      </Button>
    </>
  )
}
