import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { useKeptMails } from './useFlowRuns.ts'

const SHOWN = 10

/** Mails that did not leave, with what they say: without a mail server this is how a link gets to somebody. */
export function KeptMailsNote(): ReactNode {
  const { data } = useKeptMails()
  if (!data || data.data.length === 0) return null
  return (
    <details className="ax-kept-mails">
      <summary>{t('flows.mailsKept', { count: data.data.length })}</summary>
      <ul>
        {data.data.slice(0, SHOWN).map(({ id, to, subject, text, error }) => (
          <li key={id}>
            <strong>{subject}</strong> · {t('flows.mailTo', { to: to.join(', ') })}
            {error !== null && <p className="ax-error-text">{error}</p>}
            <pre>{text}</pre>
          </li>
        ))}
      </ul>
    </details>
  )
}
