import type { Visitor } from '@axiom/shared/contracts/appUsers'
import { type ReactNode, useState } from 'react'

import { a } from '../../texts/a.ts'
import { AccountForm } from './AccountForm.tsx'
import { CURRENT, NEW_PASSWORD } from './fields.ts'
import type { AccountPageProps } from './pageProps.ts'
import { sendTo } from './send.ts'

type Props = AccountPageProps & { visitor: Visitor }

/** What somebody can do with his own account. */
export function OwnAccount(props: Props): ReactNode {
  const { visitor, session, fetchJson, go } = props
  const signOut = async (): Promise<void> => {
    await sendTo(fetchJson, ['POST', 'logout'])
    go('/')
    await session.reload()
  }
  return (
    <>
      <h1>{a('account.title')}</h1>
      <p className="ar-account-lead">{a('account.signedInAs', { email: visitor.email })}</p>
      {visitor.member ? <p>{a('account.member')}</p> : <Settings {...props} />}
      <div className="ar-account-row">
        <button type="button" className="aw-button is-outline" onClick={() => go('/')}>
          {a('account.back')}
        </button>
        <button type="button" className="aw-button is-outline" onClick={() => void signOut()}>
          {a('account.signOut')}
        </button>
      </div>
    </>
  )
}

function Settings({ visitor, session, fetchJson, go }: Props): ReactNode {
  const [isLeaving, setLeaving] = useState(false)
  return (
    <>
      <AccountForm
        fields={[{ name: 'name', label: a('field.name'), autoComplete: 'name', value: visitor.name }]}
        submit={a('account.save')}
        done={a('account.saved')}
        onSubmit={async (values) => {
          const sent = await sendTo(fetchJson, ['PUT', 'account'], values)
          if (sent.ok) await session.reload()
          return sent
        }}
      />
      <h2>{a('account.passwordTitle')}</h2>
      <AccountForm
        fields={[CURRENT, NEW_PASSWORD]}
        submit={a('account.passwordSave')}
        tone="outline"
        done={a('account.passwordSaved')}
        onSubmit={(values) => sendTo(fetchJson, ['PUT', 'password'], values)}
      />
      <h2>{a('account.leaveTitle')}</h2>
      <p className="ar-account-lead">{a('account.leaveLead')}</p>
      {isLeaving ? (
        <AccountForm
          fields={[{ ...CURRENT, name: 'password', label: a('field.password') }]}
          submit={a('account.leave')}
          tone="outline"
          onSubmit={async (values) => {
            const sent = await sendTo(fetchJson, ['POST', 'leave'], values)
            if (!sent.ok) return sent
            go('/')
            await session.reload()
            return sent
          }}
        />
      ) : (
        <button type="button" className="aw-button is-outline" onClick={() => setLeaving(true)}>
          {a('account.leaveTitle')}
        </button>
      )}
    </>
  )
}
