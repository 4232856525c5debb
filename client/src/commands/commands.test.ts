import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Project } from '@axiom/shared/contracts/projects'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { manual } from '../command/help.ts'
import { createClient } from '../createClient.ts'
import { openShell, type Shell, signedIn } from '../test/command.ts'
import { compile } from '../test/inWorkspace.ts'
import { startOther } from '../test/startOther.ts'
import { newShop, type Shop, startShop } from '../test/startShop.ts'
import { COMMANDS } from './table.ts'

let shop: Shop
let url: string
beforeAll(async () => {
  shop = await startShop()
  ;({ url } = shop.server)
})
afterAll(() => shop.server.close())

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'axiom-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A project of its own, a person's shell, and a way to see what is really there. */
async function prepare() {
  const project = await newShop(shop.server, shop.owner)
  const shell = await signedIn(url)
  const records = (collection: string) => createClient({ url, token: shop.token }).records(project.slug, collection)
  return { project, shell, records }
}

/** What a command printed as JSON, which must have worked. */
async function json(shell: Shell, args: readonly string[], input?: string): Promise<Record<string, unknown>[]> {
  const { code, out, err } = await shell.axiom([...args, '--json'], input)
  expect([code, err]).toEqual([0, expect.not.stringContaining('axiom:')])
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('projects', () => {
  it('are made, listed, published, put back and deleted', async () => {
    const { shell } = await prepare()
    const [made] = await json(shell, ['projects', 'create', 'From a script', '--template', 'orders'])
    const slug = String(made?.['slug'])
    expect((await json(shell, ['projects', 'list'])).map((one) => one['slug'])).toContain(slug)
    const published = await shell.axiom(['projects', 'publish', slug])
    expect(published.out).toMatch(/^number\s+1\nappUrl\s+http/)
    expect(published.err).toContain('Visitors will be refused: "')
    expect(await json(shell, ['projects', 'publish', slug, '--copy-rows', '--on-misfit', 'empty'])).toMatchObject([
      { number: 2 },
    ])
    const releases = await shell.axiom(['projects', 'releases', slug])
    expect(releases.out.split('\n').map((line) => line.slice(0, 14).trim())).toEqual([
      'number  active',
      '2       true',
      '1       false',
      '',
    ])
    expect(await json(shell, ['projects', 'rollback', slug])).toMatchObject([{ number: 1, active: true }])
    expect(await json(shell, ['projects', 'rollback', slug, '2'])).toMatchObject([{ number: 2, active: true }])
    const none = await shell.axiom(['projects', 'rollback', slug, '9'])
    expect([none.code, none.err]).toEqual([
      1,
      `axiom: There is no such release. See: axiom projects releases ${slug}\n`,
    ])
    const unasked = await shell.axiom(['projects', 'delete', slug])
    expect([unasked.code, unasked.err]).toEqual([2, 'axiom: Nobody can be asked here: say --yes.\n'])
    expect((await shell.axiom(['projects', 'delete', slug, '--yes'])).err).toBe('Deleted "From a script".\n')
    const gone = await shell.axiom(['projects', 'publish', slug])
    expect([gone.code, gone.err]).toEqual([
      1,
      `axiom: You have no project "${slug}" at ${url}. See: axiom projects list\n`,
    ])
  })

  it('move as files', async () => {
    const { project, shell, records } = await prepare()
    await records('customers').create({ email: 'ada@example.com' })
    const folder = await newFolder()
    const file = join(folder, 'shop.axiom')
    const saved = await shell.axiom([
      'projects',
      'export',
      project.slug,
      '--rows',
      'draft',
      '--files',
      '--output',
      file,
    ])
    expect(saved).toEqual({ code: 0, out: '', err: expect.stringMatching(/shop\.axiom: [\d.]+ kB\n/) as string })
    expect(await readdir(folder)).toEqual(['shop.axiom'])
    expect(await json(shell, ['projects', 'import', file])).toMatchObject([{ rows: 1, files: 0, name: 'Shop' }])
    const damaged = await shell.axiom(['projects', 'import'], 'no archive')
    expect([damaged.code, damaged.err]).toEqual([1, expect.stringContaining('axiom: ') as string])
    const missing = await shell.axiom(['projects', 'import', join(folder, 'nothing.axiom')])
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('ENOENT: no such file') as string])
  })

  it('have keys, whose secret is shown once, and by which programs reach data and nothing else', async () => {
    const { project, shell } = await prepare()
    await shell.axiom(['projects', 'publish', project.slug])
    const [key] = await json(shell, [
      'keys',
      'create',
      project.slug,
      'Script',
      '--scope',
      'read:*',
      '--scope',
      'write:*',
      '--days',
      '7',
    ])
    const { id, secret } = key as { id: string; secret: string }
    expect((await shell.axiom(['keys', 'list', project.slug])).out).not.toContain(secret)
    expect(await json(shell, ['keys', 'list', project.slug])).toMatchObject([
      { id, name: 'Script', scopes: ['read:*', 'write:*'] },
    ])
    const program = await openShell({ AXIOM_URL: url, AXIOM_KEY: secret })
    const order = '{"customer": "Ada", "product": "Tea"}'
    expect(await json(program, ['records', 'create', project.slug, 'orders', order])).toMatchObject([
      { customer: 'Ada' },
    ])
    const refused = await program.axiom(['projects', 'publish', project.slug])
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('An API key reaches only data.') as string])
    await shell.axiom(['keys', 'revoke', project.slug, id, '--yes'])
    const revoked = await program.axiom(['records', 'list', project.slug, 'orders'])
    expect([revoked.code, revoked.err]).toEqual([
      1,
      expect.stringContaining('AXIOM_KEY is no key of this server') as string,
    ])
    const [endless] = await json(shell, ['keys', 'create', project.slug, 'Endless', '--forever'])
    expect(endless).toMatchObject({ expiresAt: null, scopes: ['read:*'] })
  })

  it('have types and a description', async () => {
    const { project, shell } = await prepare()
    const folder = await newFolder()
    const file = join(folder, 'shop.ts')
    expect((await shell.axiom(['types', project.slug, '--output', file])).err).toBe(`Wrote ${file}.\n`)
    const text = await readFile(file, 'utf8')
    expect(text).toBe((await shell.axiom(['types', project.slug])).out)
    expect(await compile({ 'shop.ts': text })).toBe('')
    const [document] = await json(shell, ['openapi', project.slug, '--env', 'draft'])
    expect(document).toMatchObject({ openapi: '3.1.0' })
  })
})

describe('records', () => {
  it('are made, shown, changed, guarded and deleted', async () => {
    const { project, shell, records } = await prepare()
    const at = [project.slug, 'orders']
    const [made] = await json(shell, ['records', 'create', ...at, '{"customer": "Ada", "product": "Tea"}'])
    const id = String(made?.['id'])
    expect((await shell.axiom(['records', 'get', ...at, id])).out).toMatch(/customer +Ada\n/)
    const changed = await json(shell, ['records', 'update', ...at, id, '{"product": "Cake"}', '--if-version', '1'])
    expect(changed).toMatchObject([{ product: 'Cake', version: 2 }])
    const late = await shell.axiom(
      ['records', 'update', ...at, id, '--if-version', '1', '--json'],
      '{"product": "Bun"}',
    )
    expect([late.code, JSON.parse(late.err)]).toMatchObject([1, { code: 'precondition_failed', status: 412 }])
    const many = await json(shell, ['records', 'create', ...at], '[{"customer": "Ben", "product": "Tea"}]')
    expect(many).toMatchObject([{ customer: 'Ben' }])
    const wrong = await shell.axiom(['records', 'create', ...at, '{"customer": "Cleo"}'])
    expect([wrong.code, wrong.err]).toEqual([
      1,
      expect.stringMatching(/^axiom: .*\n {2}product: .*\n\(invalid_input, request [\w-]+\)\n$/) as string,
    ])
    await shell.axiom(['records', 'delete', ...at, id, '--yes'])
    expect((await records('orders').list()).data).toMatchObject([{ customer: 'Ben' }])
  })

  it('are listed as a table or as lines, as many as wanted, and counted', async () => {
    const { project, shell, records } = await prepare()
    const at = [project.slug, 'order_lines']
    const skus = Array.from({ length: 450 }, (_, i) => `S${String(i).padStart(3, '0')}`)
    await records('order_lines').create(skus.map((sku, amount) => ({ sku, amount })))
    const table = await shell.axiom([
      'records',
      'list',
      ...at,
      '--fields',
      'sku,amount',
      '--sort',
      '-sku',
      '--limit',
      '2',
    ])
    expect(table.out).toMatch(/^id +sku +amount\n\w+ +S449 +449\n\w+ +S448 +448\n$/)
    expect(table.err).toBe('There are more: --all, or a larger --limit.\n')
    const all = await json(shell, ['records', 'list', ...at, '--all', '--sort', 'sku'])
    expect(all.map(({ sku }) => sku)).toEqual(skus)
    const some = await json(shell, ['records', 'list', ...at, '--limit', '250', '--filter', '{"amount": {"gte": 100}}'])
    expect(some).toHaveLength(250)
    expect(await json(shell, ['records', 'list', ...at, '--search', 's00', '--expand', 'buyer'])).toHaveLength(10)
    const sums = await shell.axiom([
      'records',
      'aggregate',
      ...at,
      '--sum',
      'amount',
      '--max',
      'amount',
      '--count-distinct',
      'sku',
    ])
    expect(sums.out).toMatch(/^count +sum amount +max amount +countDistinct sku\n450 +101025 +449 +450\n$/)
    expect(await json(shell, ['records', 'aggregate', ...at, '--group-by', 'buyer'])).toEqual([
      { group: { buyer: null }, count: 450 },
    ])
  })

  it('go out and in as files, by their endings or as said', async () => {
    const { project, shell, records } = await prepare()
    const at = [project.slug, 'customers']
    const folder = await newFolder()
    const csv = join(folder, 'in.csv')
    await writeFile(csv, 'email,city\nada@example.com,Oslo\nwrong,Rome\n')
    const tried = await shell.axiom(['records', 'import', ...at, csv, '--dry-run'])
    expect(tried).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^line 3: email .*\naxiom: 1 of 2 lines were not taken\.\n$/) as string,
    })
    expect(await records('customers').count()).toBe(0)
    expect((await shell.axiom(['records', 'import', ...at, csv])).out).toMatch(/created +1\nupdated +0\nfailed +1\n/)
    const lines = '{"email": "ada@example.com", "city": "Rome"}\n{"email": "ben@example.com"}\n'
    const report = await json(shell, ['records', 'import', ...at, '--format', 'ndjson', '--upsert', 'email'], lines)
    expect(report).toMatchObject([{ created: 1, updated: 1, failed: 0, errors: [] }])
    const out = join(folder, 'out.json')
    await shell.axiom(['records', 'export', ...at, '--output', out, '--fields', 'email', '--search', 'ada'])
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject([{ email: 'ada@example.com' }])
    const exported = await json(shell, ['records', 'export', ...at])
    expect(new Set(exported.map(({ city }) => city))).toEqual(new Set(['Rome', null]))
    expect((await shell.axiom(['records', 'export', ...at])).out).toContain('email,city')
    expect((await readdir(folder)).sort()).toEqual(['in.csv', 'out.json'])
    const unclear = await shell.axiom(['records', 'import', ...at], lines)
    expect([unclear.code, unclear.err]).toEqual([2, 'axiom: Which format is it? Say --format csv|json|ndjson.\n'])
  })

  it('are told as they change, until Ctrl-C', async () => {
    const { project, shell, records } = await prepare()
    const { child, ended } = shell.start(['records', 'watch', project.slug, 'orders', '--json'])
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    await records('customers').create({ email: 'ada@example.com' })
    const { id } = await records('orders').create({ customer: 'Ada', product: 'Tea' })
    await expect.poll(() => out).toContain(id)
    const event = JSON.parse(out) as { eventId: string }
    expect(event).toMatchObject({ type: 'created', collection: 'orders', id, record: { customer: 'Ada' } })
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0, err: '' })
    const again = shell.start(['records', 'watch', project.slug, '--since', 'nobody knows'])
    const [chunk] = (await once(again.child.stdout, 'data')) as [Buffer]
    expect(chunk.toString()).toMatch(/^reset {4}something may have been missed/)
    again.child.kill('SIGINT')
    await again.ended
  })

  it('an import that is stopped says what stays', async () => {
    const { project, shell, records } = await prepare()
    const { child, ended } = shell.start(['records', 'import', project.slug, 'customers', '--format', 'ndjson'])
    const lines = Array.from({ length: 1_000 }, (_, i) => `{"email": "p${i}@example.com"}\n`).join('')
    child.stdin.write(lines)
    await expect.poll(() => records('customers').count()).toBeGreaterThan(0)
    child.kill('SIGINT')
    expect(await ended).toEqual({
      code: 130,
      out: '',
      err: expect.stringMatching(
        /^axiom: Stopped\. [\d.]+ kB were sent\. Rows that were taken stay: repeat it with --upsert <field>\.\n$/,
      ) as string,
    })
    const repeated = await json(
      shell,
      ['records', 'import', project.slug, 'customers', '--format', 'ndjson', '--upsert', 'email'],
      lines,
    )
    expect(repeated[0]?.['failed']).toBe(0)
    expect(await records('customers').count()).toBe(1_000)
  })

  it('a connection that breaks leaves no half of a file, and says what stays', async () => {
    const broken = await startOther((request, response) => {
      if (request.method === 'GET') response.write('id,email\n', () => response.destroy())
      else request.once('data', () => request.destroy())
    })
    const shell = await openShell({ AXIOM_URL: broken, AXIOM_KEY: 'axk_x' })
    const folder = await newFolder()
    const file = join(folder, 'out.csv')
    expect(await shell.axiom(['records', 'export', 'shop', 'customers', '--output', file])).toEqual({
      code: 1,
      out: '',
      err: 'axiom: The connection to the server broke. No file was written.\n',
    })
    expect(await readdir(folder)).toEqual([])
    const sent = await shell.axiom(
      ['records', 'import', 'shop', 'customers', '--format', 'csv'],
      'email\na@example.com\n',
    )
    expect([sent.code, sent.err]).toEqual([
      1,
      expect.stringMatching(/^axiom: The connection to the server broke\. .* Rows that were taken stay/) as string,
    ])
  })

  it('a reader who has had enough is no failure', async () => {
    const { project, shell, records } = await prepare()
    await records('order_lines').create(Array.from({ length: 1_000 }, () => ({ extra: 'x'.repeat(2_000) })))
    const { child, ended } = shell.start(['records', 'export', project.slug, 'order_lines'])
    await once(child.stdout, 'data')
    child.stdout.destroy()
    expect(await ended).toMatchObject({ code: 0, err: '' })
  })
})

describe('what is typed', () => {
  it.each([
    [['records', 'list', 'shop'], '<collection> is missing.'],
    [['projects', 'list', 'shop'], '"shop" is one argument too many.'],
    [['records', 'list', 'shop', 'orders', '--limits', '3'], "Unknown option '--limits'"],
    [['records', 'list', 'shop', 'orders', '--limit', 'three'], '--limit is a whole number from 1.'],
    [['records', 'list', 'shop', 'orders', '--filter', '{'], '--filter is not valid JSON'],
    [['records', 'list', 'shop', 'orders', '--env', 'test'], '--env is one of: draft, live.'],
    [['records', 'update', 'shop', 'orders', '1', '[]'], 'The change is an object'],
    [['records', 'create', 'shop', 'orders', '7'], 'A record is an object'],
    [['--json', 'projects', 'list'], 'Options stand behind the command.'],
    [['projects', 'explode', 'shop'], 'There is no command "projects explode". See: axiom --help'],
    [['whoami', '--server', 'http://'], '"http://" is no address of a server.'],
  ])('axiom %j is not understood', async (args, said) => {
    const shell = await openShell({ AXIOM_URL: url, AXIOM_KEY: 'axk_x' })
    const { code, out, err } = await shell.axiom(args)
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(said) as string])
  })

  it('every command has a manual, made of the same table as its parsing', async () => {
    for (const command of COMMANDS) {
      const text = manual(command)
      expect(text).toContain(`usage: axiom ${command.name}`)
      for (const option of [...Object.keys(command.options), 'server', 'json', 'help'])
        expect(text).toContain(`  --${option}`)
      expect(text).not.toMatch(/undefined|^ +\w+ *$/m)
    }
    const shell = await openShell()
    const whole = await shell.axiom(['--help'])
    for (const { name } of COMMANDS) expect(whole.out).toContain(`  ${name} `)
    expect((await shell.axiom(['records', 'watch', '-h'])).out).toContain(
      'usage: axiom records watch <project> [collection]',
    )
    const group = await shell.axiom(['keys', '--help'])
    expect([group.code, group.out.includes('keys revoke'), group.out.includes('records list')]).toEqual([
      0,
      true,
      false,
    ])
    const bare = await shell.axiom([])
    expect([bare.code, bare.out, bare.err]).toEqual([2, '', whole.out])
  })

  it('colours nothing that is not a terminal', async () => {
    const { project, shell } = await prepare()
    const { out, err } = await shell.axiom(['projects', 'releases', (project satisfies Project).slug])
    expect(out + err + (await shell.axiom(['whoami'])).out).not.toContain('\u001B')
  })
})
