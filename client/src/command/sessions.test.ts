import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { connect } from '../connection.ts'
import { createClient } from '../createClient.ts'
import { openShell, type Shell, signedIn } from '../test/command.ts'
import { type Shop, startShop } from '../test/startShop.ts'
import { createSessionStore, type StoredSession } from './sessionStore.ts'
import { createSignIn } from './signIn.ts'

let shop: Shop
let ahead = 0
let url: string
beforeAll(async () => {
  shop = await startShop({ now: () => Date.now() + ahead })
  ;({ url } = shop.server)
})
afterAll(() => shop.server.close())

const fileOf = (shell: Shell): string => join(shell.config, `${encodeURIComponent(url)}.json`)
const readSession = async (shell: Shell): Promise<StoredSession> =>
  JSON.parse(await readFile(fileOf(shell), 'utf8')) as StoredSession

it('asks for everything, keeps the session for its owner alone, and ends it', async () => {
  const shell = await openShell()
  const address = url.replace('http://', '')
  const signedInAt = await shell.axiom(['login'], `${address}\nowner@example.com\ncorrect horse battery\n`)
  expect(signedInAt).toEqual({ code: 0, out: '', err: `Signed in at ${url} as Owner (owner@example.com).\n` })
  expect((await stat(shell.config)).mode & 0o777).toBe(0o700)
  for (const name of await readdir(shell.config))
    expect((await stat(join(shell.config, name))).mode & 0o777).toBe(0o600)
  expect(await readFile(fileOf(shell), 'utf8')).not.toContain('correct horse')
  const { code, out } = await shell.axiom(['whoami', '--json'])
  expect([code, JSON.parse(out)]).toEqual([
    0,
    { server: url, name: 'Owner', email: 'owner@example.com', role: 'admin' },
  ])
  const { cookie } = await readSession(shell)
  expect(await shell.axiom(['logout'])).toEqual({ code: 0, out: '', err: `Signed out at ${url}.\n` })
  expect((await shop.server.anonymous('POST', '/api/auth/refresh', undefined, { cookie })).status).toBe(401)
  expect(await shell.axiom(['whoami'])).toEqual({
    code: 1,
    out: '',
    err: `axiom: You are not signed in at ${url}. Sign in: axiom login --server ${url}\n`,
  })
})

it('a wrong password is refused, and shown nowhere', async () => {
  const shell = await openShell()
  const { code, out, err } = await shell.axiom(
    ['login', '--server', url, '--email', 'owner@example.com'],
    'wrong guess\n',
  )
  expect([code, out, err]).toEqual([1, '', 'axiom: Email or password is wrong. Check both and try again.\n'])
  expect(await readdir(join(shell.config, '..'))).toEqual([])
})

it('a session whose token has ended is renewed, by our clock and by that of the server', async () => {
  const shell = await signedIn(url)
  const first = await readSession(shell)
  await writeFile(fileOf(shell), JSON.stringify({ ...first, expiresAt: Date.now() }))
  expect((await shell.axiom(['whoami'])).code).toBe(0)
  const second = await readSession(shell)
  expect(second.cookie).not.toBe(first.cookie)
  ahead += 20 * 60_000
  expect((await shell.axiom(['whoami'])).code).toBe(0)
  expect((await readSession(shell)).cookie).not.toBe(second.cookie)
})

it('changes go on over the end of a token', async () => {
  const shell = await signedIn(url)
  const { child, ended } = shell.start(['records', 'watch', shop.project.slug])
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const order = async (): Promise<string> => {
    const { session } = await shop.server.signInAgain(shop.owner)
    const records = createClient({ url, token: session.accessToken }).records(shop.project.slug, 'orders')
    return (await records.create({ customer: 'Ada', product: 'Tea' })).id
  }
  const first = await order()
  await expect.poll(() => out).toContain(first)
  ahead += 20 * 60_000
  const second = await order()
  await expect.poll(() => out).toContain(second)
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 0, err: '' })
})

it('two commands that renew at once both go on, and so does the next one', async () => {
  const shell = await signedIn(url)
  const past = { ...(await readSession(shell)), expiresAt: 0 }
  await writeFile(fileOf(shell), JSON.stringify(past))
  const ended = await Promise.all([1, 2, 3].map(() => shell.axiom(['whoami'])))
  expect(ended.map(({ code, err }) => [code, err])).toEqual([1, 2, 3].map(() => [0, '']))
  // Beyond the seconds for which the server takes the cookie before.
  ahead += 60_000
  await writeFile(fileOf(shell), JSON.stringify({ ...(await readSession(shell)), expiresAt: 0 }))
  expect(await shell.axiom(['whoami'])).toMatchObject({ code: 0, err: '' })
})

it('who renews as the second of two keeps nothing: the cookie of the first one stays', async () => {
  const shell = await signedIn(url)
  await writeFile(fileOf(shell), JSON.stringify({ ...(await readSession(shell)), expiresAt: 0 }))
  const store = createSessionStore({ XDG_CONFIG_HOME: join(shell.config, '..') })
  const send = connect({ url })
  let kept = ''
  const second = createSignIn(store, url, async (request) => {
    await createSignIn(store, url).accessToken({ fresh: false }, null)
    kept = (await readSession(shell)).cookie
    return send(request)
  })
  const token = await second.accessToken({ fresh: false }, null)
  expect(await createClient({ url, token }).me()).toMatchObject({ email: 'owner@example.com' })
  expect((await readSession(shell)).cookie).toBe(kept)
})

it('a session that was ended elsewhere says what to do', async () => {
  const shell = await signedIn(url)
  const { cookie, csrfToken } = await readSession(shell)
  await shop.server.anonymous('POST', '/api/auth/logout', undefined, { cookie, 'x-csrf-token': csrfToken })
  expect(await shell.axiom(['projects', 'list'])).toEqual({
    code: 1,
    out: '',
    err: `axiom: Your session at ${url} has ended. Sign in again: axiom login --server ${url}\n`,
  })
  expect((await shell.axiom(['logout'])).code).toBe(0)
})

it('several servers have sessions beside one another; the last one is meant where none is named', async () => {
  const other = await startShop()
  const shell = await signedIn(other.server.url)
  await shell.axiom(['login', '--server', url, '--email', 'owner@example.com'], 'correct horse battery\n')
  const serverOf = async (args: string[]): Promise<unknown> =>
    (JSON.parse((await shell.axiom([...args, '--json'])).out) as { server: string }).server
  expect(await serverOf(['whoami'])).toBe(url)
  const stored = join(shell.config, `${encodeURIComponent(other.server.url)}.json`)
  await writeFile(stored, JSON.stringify({ ...JSON.parse(await readFile(stored, 'utf8')), expiresAt: 0 }))
  expect(await serverOf(['whoami', '--server', other.server.url])).toBe(other.server.url)
  expect(await serverOf(['whoami'])).toBe(url)
  await other.server.close()
  const { code, err } = await shell.axiom(['projects', 'list', '--server', other.server.url])
  expect([code, err.split('\n')[0]]).toEqual([
    1,
    `axiom: ${other.server.url} cannot be reached. Is the address right, and the server running?`,
  ])
})

it('a key of the environment needs the name of its server, and is never printed', async () => {
  const secret = `axk_${'a'.repeat(43)}`
  const homeless = await openShell({ AXIOM_KEY: secret })
  const refused = await homeless.axiom(['records', 'list', 'shop', 'orders'])
  expect([refused.code, refused.err]).toEqual([
    2,
    'axiom: AXIOM_KEY is set: name its server with AXIOM_URL or --server.\n',
  ])
  const shell = await openShell({ AXIOM_KEY: secret, AXIOM_URL: url })
  for (const args of [['whoami'], ['records', 'list', 'shop', 'orders'], ['projects', 'delete', 'shop', '--yes']]) {
    const { out, err } = await shell.axiom(args)
    expect(out + err).not.toContain(secret)
  }
})
