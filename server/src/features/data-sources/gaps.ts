import type { DataSourceInput, SourceConfig, SourceGap } from '@axiom/shared/contracts/dataSources'
import { AppError } from '@axiom/shared/errors'

import type { StoredSource } from './store.ts'

type HttpConfig = Extract<SourceConfig, { url: string }>

/** Headers whose values say how to talk, never who talks. Whatever else a header is for, its value may be a key. */
const OPEN_HEADERS = new Set(['accept', 'accept-charset', 'accept-language', 'content-type', 'user-agent'])
/** Parts of paths that nobody writes by hand: long, with digits or of both cases, as keys and the hooks of chats have them. */
const LIKE_A_KEY = /^(?=.*\d|.*[a-z].*[A-Z]|.*[A-Z].*[a-z]).{16,}$/

/** A source as it may leave the installation, and what has to be entered again where it arrives. */
export function withoutSecrets({ config, secret }: Pick<StoredSource, 'config' | 'secret'>): {
  config: SourceConfig
  lacks: SourceGap[]
} {
  const gaps: SourceGap[] = secret === null ? [] : ['secret']
  if (!('url' in config)) return { config, lacks: gaps }
  const open = {
    ...config,
    url: openAddress(config.url),
    headers: openHeaders(config.headers),
    auth: openAuth(config.auth),
  }
  if (open.url !== new URL(config.url).href) gaps.push('address')
  // Some servers take a key as the user's name.
  if (config.auth.kind === 'basic' && config.auth.user !== '') gaps.push('user')
  if (open.headers.some(({ value }, i) => value !== config.headers[i]?.value)) gaps.push('headers')
  return { config: open, lacks: gaps }
}

/** What still has to be entered once a source is as given. */
export function gapsLeft(
  before: Pick<StoredSource, 'config' | 'lacks'>,
  { config, secret, complete }: Pick<DataSourceInput, 'config' | 'secret' | 'complete'>,
): SourceGap[] {
  if (complete === true) return []
  return (before.lacks ?? []).filter((gap) => {
    if (gap === 'secret') return secret === undefined && !('auth' in config && config.auth.kind === 'none')
    return 'url' in config && isOpenStill(gap, before.config, config)
  })
}

function isOpenStill(gap: Exclude<SourceGap, 'secret'>, before: SourceConfig, config: HttpConfig): boolean {
  switch (gap) {
    case 'address':
      return 'url' in before && before.url === config.url
    case 'user':
      return config.auth.kind === 'basic' && config.auth.user === ''
    case 'headers':
      return config.headers.some(({ value }) => value === '')
  }
}

/** Throws `source_incomplete`: asking without would only bring a refusal that says nothing. */
export function demandComplete(lacks: readonly SourceGap[] = []): void {
  if (lacks.length > 0) throw new AppError('source_incomplete')
}

/** Without user and password, without parameters (a key is often one), and no further than the first part that looks like a key. */
function openAddress(address: string): string {
  const url = new URL(address)
  const parts = url.pathname.split('/')
  const key = parts.findIndex((part) => LIKE_A_KEY.test(part))
  url.pathname = (key < 0 ? parts : parts.slice(0, key)).join('/')
  Object.assign(url, { username: '', password: '', search: '', hash: '' })
  return url.href
}

function openHeaders(headers: HttpConfig['headers']): HttpConfig['headers'] {
  return headers.map(({ name, value }) => ({ name, value: OPEN_HEADERS.has(name.toLowerCase()) ? value : '' }))
}

function openAuth(auth: HttpConfig['auth']): HttpConfig['auth'] {
  return auth.kind === 'basic' ? { kind: 'basic', user: '' } : auth
}
