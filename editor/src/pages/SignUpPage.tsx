import { Button, PasswordInput, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'react-router'

import { signUp } from '../api/session.ts'
import { t } from '../texts/t.ts'
import { AuthFrame } from './AuthFrame.tsx'

import styles from './auth.module.css'

export function SignUpPage(): ReactNode {
  const { state } = useLocation()
  return (
    <AuthFrame
      title={t('auth.signUpTitle')}
      lead={t('auth.signUpLead')}
      onSubmit={({ name = '', email = '', password = '' }) => signUp({ name, email, password })}
    >
      {(busy, errorAt) => (
        <>
          <TextInput
            size="lg"
            name="name"
            label={t('auth.name')}
            autoComplete="name"
            error={errorAt('name')}
            required
            withAsterisk={false}
            autoFocus
          />
          <TextInput
            size="lg"
            name="email"
            type="email"
            label={t('auth.email')}
            autoComplete="username"
            error={errorAt('email')}
            required
            withAsterisk={false}
          />
          <PasswordInput
            size="lg"
            name="password"
            label={t('auth.password')}
            description={t('auth.passwordHint')}
            autoComplete="new-password"
            error={errorAt('password')}
            required
            withAsterisk={false}
          />
          <Button type="submit" size="lg" fullWidth loading={busy}>
            {t('auth.signUp')}
          </Button>
          <p className={styles.other}>
            {t('auth.haveAccount')}{' '}
            <Link to="/sign-in" state={state}>
              {t('auth.signIn')}
            </Link>
          </p>
        </>
      )}
    </AuthFrame>
  )
}
