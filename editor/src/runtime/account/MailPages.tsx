import type { ReactNode } from 'react'

import { a } from '../../texts/a.ts'
import { AccountForm } from './AccountForm.tsx'
import { EMAIL } from './fields.ts'
import type { AccountPageProps } from './pageProps.ts'
import { accountAddress, wayBack } from './places.ts'
import { sendTo } from './send.ts'

/** Says the same whether there is such an account or not. */
export function Forgot({ address, fetchJson }: AccountPageProps): ReactNode {
  return (
    <>
      <h1>{a('forgot.title')}</h1>
      <p className="ar-account-lead">{a('forgot.lead')}</p>
      <AccountForm
        fields={[EMAIL]}
        submit={a('forgot.submit')}
        done={a('forgot.done')}
        onSubmit={(values) => sendTo(fetchJson, ['POST', 'forgot'], values)}
      />
      <p className="ar-account-more">
        <a href={accountAddress('sign-in', wayBack(address))}>{a('signIn.title')}</a>
      </p>
    </>
  )
}

/** A click, not the opening of the page: mail programs open links to look at them. */
export function Verify({ session, fetchJson }: AccountPageProps): ReactNode {
  const token = location.hash.slice(1)
  return (
    <>
      <h1>{a('verify.title')}</h1>
      <p className="ar-account-lead">{a(token === '' ? 'reset.noToken' : 'verify.lead')}</p>
      {token !== '' && (
        <AccountForm
          fields={[]}
          submit={a('verify.submit')}
          done={a('verify.done')}
          onSubmit={async () => {
            const sent = await sendTo(fetchJson, ['POST', 'verify'], { token })
            if (sent.ok) await session.reload()
            return sent
          }}
        />
      )}
      <p className="ar-account-more">
        <a href="/">{a('account.back')}</a>
      </p>
    </>
  )
}

/** Signed in, but the address is not proved yet. */
export function Pending({ fetchJson }: AccountPageProps): ReactNode {
  return (
    <>
      <h1>{a('pending.title')}</h1>
      <p className="ar-account-lead">{a('pending.lead')}</p>
      <AccountForm
        fields={[]}
        submit={a('pending.again')}
        tone="outline"
        done={a('pending.sent')}
        onSubmit={() => sendTo(fetchJson, ['POST', 'send-verification'])}
      />
      <p className="ar-account-more">
        <a href="/-/account">{a('account.title')}</a>
      </p>
    </>
  )
}
