import { type Domain, DomainName } from '@axiom/shared/contracts/domains'
import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import { formatWhen, t } from '../../texts/t.ts'
import { FieldFrame } from '../../ui/Field.tsx'
import { Section } from '../../ui/Panel.tsx'
import { CopyValue } from './CopyValue.tsx'
import { useDomains } from './useDomains.ts'

const TONES = { waiting: undefined, proven: 'success', failing: 'warning' } as const

/** Domains of people's own: added, proved by a record, taken away. */
export function DomainsSection(): ReactNode {
  const { domains, add } = useDomains()
  const [typed, setTyped] = useState('')
  const host = toHost(typed)
  const isWrong = typed.trim() !== '' && host === null
  return (
    <Section title={t('domains.title')}>
      {domains.isError && <p className="ax-error-text">{domains.error.message}</p>}
      {domains.data?.length === 0 && <p className="ax-meta">{t('domains.none')}</p>}
      <ul className="ax-domains">
        {domains.data?.map((domain) => (
          <DomainEntry key={domain.id} domain={domain} />
        ))}
      </ul>
      <form
        className="ax-row"
        onSubmit={(event) => {
          event.preventDefault()
          if (host !== null) add.mutate(host, { onSuccess: () => setTyped('') })
        }}
      >
        <span className="ax-grow">
          <FieldFrame error={isWrong}>
            <input
              aria-label={t('domains.label')}
              placeholder={t('domains.example')}
              value={typed}
              maxLength={200}
              spellCheck={false}
              autoCapitalize="none"
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          </FieldFrame>
        </span>
        <Button size="xs" variant="default" type="submit" disabled={host === null} loading={add.isPending}>
          {t('domains.add')}
        </Button>
      </form>
      {isWrong && <p className="ax-meta">{t('domains.wrong')}</p>}
      {add.error && (
        <p className="ax-error-text" role="alert">
          {add.error.message}
        </p>
      )}
    </Section>
  )
}

function DomainEntry({ domain }: { domain: Domain }): ReactNode {
  const { check, remove } = useDomains()
  const [isSure, setSure] = useState(false)
  const { id, host, state, record, target } = domain
  const failed = check.error ?? remove.error
  return (
    <li>
      <div className="ax-row">
        <strong className="ax-grow ax-cut">{host}</strong>
        <span className="ax-badge" data-tone={TONES[state]}>
          {t(`domains.${state}`)}
        </span>
      </div>
      <p className="ax-meta" role="status">
        {said(domain)}
      </p>
      {state !== 'proven' && (
        <dl className="ax-domain-records">
          <dt>{t('domains.txt')}</dt>
          <dd>
            <CopyValue label={t('domains.name', { host })} value={record.name} />
            <CopyValue label={t('domains.value', { host })} value={record.value} />
          </dd>
          <dt>{t('domains.cname')}</dt>
          <dd>
            <CopyValue label={t('domains.target', { host })} value={target} />
          </dd>
        </dl>
      )}
      {failed && (
        <p className="ax-error-text" role="alert">
          {failed.message}
        </p>
      )}
      <div className="ax-row">
        <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate(id)}>
          {t('domains.check')}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={isSure ? undefined : t('domains.removeOne', { host })}
          onClick={() => (isSure ? remove.mutate(id) : setSure(true))}
        >
          {t(isSure ? 'domains.removeSure' : 'domains.remove')}
        </Button>
      </div>
    </li>
  )
}

/** Where it stands, and what to do. */
function said({ host, state, problem, endsAt }: Domain): string {
  if (state === 'failing') return t('domains.said.failing', { until: formatWhen(endsAt ?? '') })
  if (state === 'proven') return t('domains.said.proven')
  return problem === null ? t('domains.said.new') : t(`domains.said.${problem}`, { host })
}

/** A host as people write it: with scheme, path, capitals or letters of any script; null for what is none. */
function toHost(text: string): string | null {
  const given = text.trim()
  const address = given.includes('://') ? given : `https://${given}`
  const host = URL.canParse(address) ? new URL(address).hostname.replace(/\.$/, '') : ''
  return DomainName.safeParse(host).success ? host : null
}
