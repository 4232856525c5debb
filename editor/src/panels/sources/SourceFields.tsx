import type { HttpAuth, SourceConfig } from '@axiom/shared/contracts/dataSources'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField, NumberField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { Switch } from '../../ui/Segments.tsx'
import type { SourceDraft } from './sourceDraft.ts'

interface Props {
  draft: SourceDraft
  hasSecret: boolean
  onChange: (part: Partial<SourceDraft>) => void
}

/** What each type of source needs to be reached. */
export function SourceFields({ draft, hasSecret, onChange }: Props): ReactNode {
  const { config } = draft
  const secret = (label: string): ReactNode => (
    <PropRow label={label}>
      <DraftField
        label={label}
        type="password"
        value={draft.secret}
        placeholder={hasSecret ? t('sources.kept') : ''}
        onCommit={(next) => onChange({ secret: next })}
      />
    </PropRow>
  )
  const set = (next: SourceConfig): void => onChange({ config: next })
  switch (config.type) {
    case 'rest':
    case 'graphql':
      return (
        <>
          <Line
            label={t('sources.url')}
            value={config.url}
            help={t('sources.urlHint')}
            onCommit={(url) => set({ ...config, url })}
          />
          <AuthFields auth={config.auth} onChange={(auth) => set({ ...config, auth })} />
          {config.auth.kind !== 'none' &&
            secret(t(config.auth.kind === 'basic' ? 'sources.password' : 'sources.token'))}
          <PropRow label={t('sources.headers')} help={t('sources.headersHint')} tall>
            <DraftField
              label={t('sources.headers')}
              mono
              multiline
              placeholder={t('sources.headersHint')}
              value={config.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}
              onCommit={(text) => set({ ...config, headers: readHeaders(text) })}
            />
          </PropRow>
        </>
      )
    case 'postgresql':
    case 'mysql':
    case 'mongodb':
      return (
        <>
          <Line label={t('sources.host')} value={config.host} onCommit={(host) => set({ ...config, host })} />
          {config.type === 'mongodb' && (
            <PropRow label={t('sources.srv')} help={t('sources.srvHint')}>
              <Switch
                label={t('sources.srv')}
                checked={config.srv}
                onChange={(srv) => set({ ...config, srv, ...(srv && config.tls === 'off' ? { tls: 'trusted' } : {}) })}
              />
            </PropRow>
          )}
          {!(config.type === 'mongodb' && config.srv) && (
            <PropRow label={t('sources.port')}>
              <NumberField
                label={t('sources.port')}
                value={config.port}
                min={1}
                max={65_535}
                onCommit={(port) => set({ ...config, port: port ?? 1 })}
              />
            </PropRow>
          )}
          <Line
            label={t('sources.database')}
            value={config.database}
            onCommit={(database) => set({ ...config, database })}
          />
          <Line label={t('sources.user')} value={config.user} onCommit={(user) => set({ ...config, user })} />
          {secret(t('sources.password'))}
          {config.type === 'mongodb' && (
            <Line
              label={t('sources.authDatabase')}
              value={config.authDatabase}
              onCommit={(authDatabase) => set({ ...config, authDatabase })}
            />
          )}
          <PropRow label={t('sources.tls')}>
            <ChoiceField
              label={t('sources.tls')}
              value={config.tls}
              choices={TLS.map((value) => ({ value, label: t(`sources.tls.${value}`) }))}
              onChange={(next) => set({ ...config, tls: TLS.find((each) => each === next) ?? 'off' })}
            />
          </PropRow>
        </>
      )
    default:
      return null
  }
}

const TLS = ['off', 'any', 'trusted'] as const
const AUTH = ['none', 'bearer', 'basic', 'header'] as const

interface LineProps {
  label: string
  value: string
  help?: string
  onCommit: (value: string) => void
}

function Line({ label, value, help, onCommit }: LineProps): ReactNode {
  return (
    <PropRow label={label} help={help}>
      <DraftField label={label} value={value} onCommit={(next) => onCommit(next.trim())} />
    </PropRow>
  )
}

function AuthFields({ auth, onChange }: { auth: HttpAuth; onChange: (auth: HttpAuth) => void }): ReactNode {
  return (
    <>
      <PropRow label={t('sources.auth')}>
        <ChoiceField
          label={t('sources.auth')}
          value={auth.kind}
          choices={AUTH.map((value) => ({ value, label: t(`sources.auth.${value}`) }))}
          onChange={(next) => onChange(authOf(AUTH.find((kind) => kind === next) ?? 'none'))}
        />
      </PropRow>
      {auth.kind === 'basic' && (
        <Line label={t('sources.authUser')} value={auth.user} onCommit={(user) => onChange({ kind: 'basic', user })} />
      )}
      {auth.kind === 'header' && (
        <Line
          label={t('sources.authHeader')}
          value={auth.name}
          onCommit={(name) => onChange({ kind: 'header', name })}
        />
      )}
    </>
  )
}

function authOf(kind: HttpAuth['kind']): HttpAuth {
  if (kind === 'basic') return { kind, user: '' }
  return kind === 'header' ? { kind, name: 'x-api-key' } : { kind }
}

function readHeaders(text: string): { name: string; value: string }[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...value] = line.split(':')
      return { name: name.trim(), value: value.join(':').trim() }
    })
}
