import { SourceConfig } from '@axiom/shared/contracts/dataSources'
import { describe, expect, it } from 'vitest'

import { gapsLeft, withoutSecrets } from './gaps.ts'
import type { StoredSource } from './store.ts'

const SEALED = {} as NonNullable<StoredSource['secret']>
const rest = (url: string, more: object = {}) => SourceConfig.parse({ type: 'rest', url, ...more })
const leaving = (config: SourceConfig, secret: StoredSource['secret'] = null) => withoutSecrets({ config, secret })

describe('what of a data source leaves an installation', () => {
  it.each([
    ['https://api.test/v1', 'https://api.test/v1', []],
    ['https://api.test:8443/v1/customer-orders-archive/', 'https://api.test:8443/v1/customer-orders-archive/', []],
    ['HTTPS://API.test', 'https://api.test/', []],
    ['https://ada:pass@api.test/v1', 'https://api.test/v1', ['address']],
    ['https://KEY@api.test/v1', 'https://api.test/v1', ['address']],
    ['https://api.test/v1?lang=sv&token=abc', 'https://api.test/v1', ['address']],
    ['https://api.test/v1#abc', 'https://api.test/v1', ['address']],
    [
      'https://hooks.test/services/T012AB34/B045/x9ZkQ81LmNopQrStUvWx',
      'https://hooks.test/services/T012AB34/B045',
      ['address'],
    ],
    ['https://bot.test/bot123456:AAFd-9xKk/send', 'https://bot.test/', ['address']],
    ['https://api.test/AbCdEfGhIjKlMnOpQr/items', 'https://api.test/', ['address']],
  ])('%s: %s', (url, left, lacks) => {
    expect(leaving(rest(url))).toMatchObject({ config: { url: left }, lacks })
  })

  it('keeps of headers the values that cannot be a key, and their names', () => {
    const headers = [
      { name: 'Accept-Language', value: 'sv' },
      { name: 'Authorization', value: 'Bearer abc' },
      { name: 'X-Anything', value: 'abc' },
    ]
    const { config, lacks } = leaving(rest('https://api.test/', { headers }))
    expect(config).toMatchObject({
      headers: [headers[0], { name: 'Authorization', value: '' }, { name: 'X-Anything', value: '' }],
    })
    expect(lacks).toEqual(['headers'])
    expect(leaving(rest('https://api.test/', { headers: [headers[0]] })).lacks).toEqual([])
  })

  it('keeps how it signs in, and no user that may be a key', () => {
    const auth = { kind: 'basic', user: 'sk_live_1' }
    expect(leaving(rest('https://api.test/', { auth }), SEALED)).toMatchObject({
      config: { auth: { kind: 'basic', user: '' } },
      lacks: ['secret', 'user'],
    })
    const header = { kind: 'header', name: 'x-api-key' }
    expect(leaving(rest('https://api.test/', { auth: header }), SEALED)).toMatchObject({
      config: { auth: header },
      lacks: ['secret'],
    })
  })

  it('keeps where a database is and who asks it', () => {
    const config = SourceConfig.parse({
      type: 'postgresql',
      host: 'db.test',
      port: 5432,
      database: 'shop',
      user: 'app',
    })
    expect(leaving(config, SEALED)).toEqual({ config, lacks: ['secret'] })
    expect(leaving(config).lacks).toEqual([])
  })
})

describe('what it still needs where it arrives', () => {
  const auth = { kind: 'basic', user: '' }
  const headers = [{ name: 'X-Key', value: '' }]
  const config = rest('https://api.test/', { auth, headers })
  const before: Pick<StoredSource, 'config' | 'lacks'> = { config, lacks: ['secret', 'address', 'user', 'headers'] }
  const left = (more: object, secret?: string | null) =>
    gapsLeft(before, { config: SourceConfig.parse({ ...config, ...more }), secret })

  it('is each thing until that is entered', () => {
    expect(left({})).toEqual(before.lacks)
    expect(left({}, 'key')).toEqual(['address', 'user', 'headers'])
    expect(left({ url: 'https://api.test/?key=1' })).toEqual(['secret', 'user', 'headers'])
    expect(left({ auth: { kind: 'basic', user: 'ada' } })).toEqual(['secret', 'address', 'headers'])
    expect(left({ headers: [{ name: 'X-Key', value: '1' }] })).toEqual(['secret', 'address', 'user'])
    expect(left({ headers: [], auth: { kind: 'none' }, url: 'https://other.test/' })).toEqual([])
  })

  it('is nothing for whoever says so', () => {
    expect(left({}, null)).toEqual(['address', 'user', 'headers'])
    expect(gapsLeft(before, { config, complete: true })).toEqual([])
  })
})
