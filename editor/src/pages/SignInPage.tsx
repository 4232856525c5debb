import { Button, PasswordInput, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'react-router'

import { signIn } from '../api/session.ts'
import { t } from '../texts/t.ts'
import { AuthFrame } from './AuthFrame.tsx'

import styles from './auth.module.css'

export function SignInPage(): ReactNode {
  const { state } = useLocation()
  return (
    <AuthFrame
      title={t('auth.signInTitle')}
      lead={t('auth.signInLead')}
      onSubmit={({ email = '', password = '' }) => signIn({ email, password })}
    >
      {(busy, errorAt) => (
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
          <p className={styles.other}>
            {t('auth.noAccount')}{' '}
            <Link to="/sign-up" state={state}>
              {t('auth.signUp')}
            </Link>
          </p>
        </>
      )}
    </AuthFrame>
  )
}
