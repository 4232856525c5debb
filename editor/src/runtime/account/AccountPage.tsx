import type { ReactNode } from 'react'

import { a } from '../../texts/a.ts'
import { AccountForm, type AccountField } from './AccountForm.tsx'
import { Enter } from './Enter.tsx'
import { EMAIL, NAME, NEW_PASSWORD } from './fields.ts'
import { Forgot, Pending, Verify } from './MailPages.tsx'
import { OwnAccount } from './OwnAccount.tsx'
import type { AccountPageProps } from './pageProps.ts'
import { accountAddress, wayBack } from './places.ts'
import { type Sent, sendTo } from './send.ts'

import './account.css'

/** The app's own pages: signing in and up, passwords, one's own account. They wear the app's theme. */
export default function AccountPage(props: AccountPageProps): ReactNode {
  return (
    <section className="ar-account">
      <div className="ar-account-card">
        <Content {...props} />
      </div>
    </section>
  )
}

function Content(props: AccountPageProps): ReactNode {
  const {
    page,
    session: { visitor },
  } = props
  if (page === 'enter') return <Enter {...props} />
  if (page === 'reset') return <Reset {...props} />
  if (page === 'verify') return <Verify {...props} />
  if (visitor?.verified === false && props.isNeeded) return <Pending {...props} />
  if (visitor !== null) return <OwnAccount {...props} visitor={visitor} />
  if (page === 'forgot') return <Forgot {...props} />
  if (page === 'sign-up') return <SignUp {...props} />
  return <SignIn {...props} />
}

/** Signs in or up, then goes on to where the visitor wanted to be. */
function useEntering({ fetchJson, address, go, session, page }: AccountPageProps) {
  return async (way: readonly ['POST', string], values: Record<string, string>): Promise<Sent> => {
    const sent = await sendTo(fetchJson, way, values)
    if (!sent.ok) return sent
    // Asked for by a guarded screen, the address is the screen's own already. First the address: with somebody else at it, the app
    // begins anew, from where it is then.
    if (page !== 'sign-in' || address.startsWith('/-/')) go(wayBack(address))
    await session.reload()
    return sent
  }
}

function SignIn(props: AccountPageProps): ReactNode {
  const { address, session, isNeeded = false } = props
  const enter = useEntering(props)
  const from = address.startsWith('/-/') ? wayBack(address) : address
  const password: AccountField = {
    ...NEW_PASSWORD,
    label: a('field.password'),
    autoComplete: 'current-password',
  }
  const { help: _, ...plain } = password
  return (
    <>
      <h1>{a('signIn.title')}</h1>
      {isNeeded && <p className="ar-account-lead">{a('signIn.needed')}</p>}
      <AccountForm
        fields={[EMAIL, plain]}
        submit={a('signIn.submit')}
        onSubmit={(values) => enter(['POST', 'login'], values)}
      />
      <p className="ar-account-more">
        <a href={accountAddress('forgot', from)}>{a('signIn.forgot')}</a>
      </p>
      {session.registration === 'open' ? (
        <p className="ar-account-more">
          {a('signIn.noAccount')} <a href={accountAddress('sign-up', from)}>{a('signUp.title')}</a>
        </p>
      ) : (
        <p className="ar-account-more">{a('signIn.invite')}</p>
      )}
    </>
  )
}

function SignUp(props: AccountPageProps): ReactNode {
  const enter = useEntering(props)
  const isOpen = props.session.registration === 'open'
  return (
    <>
      <h1>{a('signUp.title')}</h1>
      {isOpen ? (
        <AccountForm
          fields={[NAME, EMAIL, { ...NEW_PASSWORD, label: a('field.password') }]}
          submit={a('signUp.submit')}
          onSubmit={(values) => enter(['POST', 'register'], values)}
        />
      ) : (
        <p className="ar-account-lead">{a('signUp.closed')}</p>
      )}
      <p className="ar-account-more">
        {a('signUp.hasAccount')} <a href={accountAddress('sign-in', wayBack(props.address))}>{a('signIn.title')}</a>
      </p>
    </>
  )
}

/** The link's secret stands behind the #, which no browser sends anywhere. */
function Reset(props: AccountPageProps): ReactNode {
  const enter = useEntering(props)
  const token = location.hash.slice(1)
  return (
    <>
      <h1>{a('reset.title')}</h1>
      {token === '' ? (
        <p className="ar-account-lead">{a('reset.noToken')}</p>
      ) : (
        <AccountForm
          fields={[NEW_PASSWORD]}
          submit={a('reset.submit')}
          onSubmit={(values) => enter(['POST', 'reset'], { ...values, token })}
        />
      )}
    </>
  )
}
