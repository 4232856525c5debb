import type { ReactNode } from 'react'
import { Link, useLocation } from 'react-router'

import { signIn } from '../api/session.ts'
import { t } from '../texts/t.ts'
import { AuthFrame } from './AuthFrame.tsx'
import { SignInFields } from './SignInFields.tsx'

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
          <SignInFields busy={busy} errorAt={errorAt} />
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
