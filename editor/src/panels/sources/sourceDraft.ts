import type { DataSource, DataSourceInput, SourceConfig, SourceType } from '@axiom/shared/contracts/dataSources'

/** A source while it is being filled in. */
export interface SourceDraft {
  name: string
  config: SourceConfig
  /** What was typed; empty: the kept one stays. */
  secret: string
  readOnly: boolean
}

export function draftOf(source: DataSource | null): SourceDraft {
  return {
    name: source?.name ?? '',
    config: source?.config ?? configOf('postgresql'),
    secret: '',
    readOnly: source?.readOnly ?? true,
  }
}

/** The first values of a type. */
export function configOf(type: SourceType): SourceConfig {
  switch (type) {
    case 'rest':
    case 'graphql':
      return { type, url: 'https://', headers: [], auth: { kind: 'none' } }
    case 'postgresql':
      return { type, host: '', port: 5432, database: '', user: '', tls: 'off' }
    case 'mysql':
      return { type, host: '', port: 3306, database: '', user: '', tls: 'off' }
    case 'mongodb':
      return { type, host: '', port: 27_017, database: '', user: '', tls: 'off', authDatabase: 'admin', srv: false }
    case 'sqlite':
    case 'csv':
    case 'json':
      return { type }
  }
}

export function toInput({ name, config, secret, readOnly }: SourceDraft): DataSourceInput {
  return { name, config, readOnly, secret: secret === '' ? undefined : secret }
}

export function isUpload({ type }: SourceConfig): boolean {
  return type === 'sqlite' || type === 'csv' || type === 'json'
}
