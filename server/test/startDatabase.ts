import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, readdirSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { freePort } from './startRedis.ts'

/** A database server of Debian's packages, with an empty database `shop`, on loopback and a free port, in a folder of its own. */
export interface TestDatabase {
  host: '127.0.0.1'
  port: number
  user: string
  password: string
  database: string
  /** Stops answering without closing a connection, and goes on. */
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

const PASSWORD = 'correct-horse'
const DATABASE = 'shop'

/** Folder of PostgreSQL's programs, undefined without Debian's `postgresql`. */
export function findPostgres(): string | undefined {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a))
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')))
}

export function findMariadb(): string | undefined {
  return ['/usr/sbin/mariadbd', '/usr/sbin/mysqld'].find((path) => existsSync(path))
}

export async function startPostgres(): Promise<TestDatabase> {
  const bin = findPostgres()
  if (!bin) throw new Error('These tests need PostgreSQL: run "apt-get install postgresql" (as root).')
  const { dir, as } = await ownFolder('postgres')
  const port = await freePort()
  const data = join(dir, 'data')
  await writeFile(join(dir, 'password'), PASSWORD)
  if (as) chownSync(join(dir, 'password'), as.uid, as.gid)
  // PostgreSQL refuses to run as root.
  const init = [
    '-D',
    data,
    '-U',
    'axiom',
    '--auth=scram-sha-256',
    `--pwfile=${join(dir, 'password')}`,
    '-E',
    'UTF8',
    '-N',
  ]
  const made = spawnSync(join(bin, 'initdb'), init, { ...as, cwd: dir, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: dir, fsync: 'off' }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(bin, 'postgres'), ['-D', data, ...flags], { ...as, cwd: dir, stdio: 'ignore' })
  const { Client } = (await import('pg')).default
  const connect = { host: '127.0.0.1', port, user: 'axiom', password: PASSWORD }
  await untilReady({ child, dir }, async () => {
    const client = new Client({ ...connect, database: 'postgres' })
    await client.connect()
    await client.query(`create database ${DATABASE}`)
    await client.end()
  })
  return { ...connect, host: '127.0.0.1', database: DATABASE, ...controls({ child, dir }) }
}

export async function startMariadb(): Promise<TestDatabase> {
  const server = findMariadb()
  if (!server) throw new Error('These tests need MariaDB: run "apt-get install mariadb-server" (as root).')
  const { dir, as } = await ownFolder('mysql')
  const port = await freePort()
  const data = join(dir, 'data')
  const init = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db']
  const made = spawnSync('mariadb-install-db', init, { ...as, cwd: dir, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`mariadb-install-db failed: ${made.stdout}${made.stderr}`)
  const start = join(dir, 'start.sql')
  await writeFile(
    start,
    `create database ${DATABASE};\ncreate user axiom@'%' identified by '${PASSWORD}';\ngrant all on ${DATABASE}.* to axiom@'%';\n`,
  )
  await chmod(start, 0o644)
  const flags = [
    '--no-defaults',
    `--datadir=${data}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(dir, 'socket')}`,
    `--pid-file=${join(dir, 'pid')}`,
    `--init-file=${start}`,
    '--innodb-flush-log-at-trx-commit=0',
    '--skip-name-resolve',
  ]
  const child = spawn(server, flags, { ...as, cwd: dir, stdio: 'ignore' })
  const { createConnection } = await import('mysql2/promise')
  const connect = { host: '127.0.0.1', port, user: 'axiom', password: PASSWORD, database: DATABASE }
  await untilReady({ child, dir }, async () => {
    const connection = await createConnection(connect)
    await connection.end()
  })
  return { ...connect, host: '127.0.0.1', ...controls({ child, dir }) }
}

/** A folder of an unprivileged user: the one of the package where the tests run as root, else whoever runs them. */
async function ownFolder(user: string): Promise<{ dir: string; as: { uid: number; gid: number } | undefined }> {
  const dir = await mkdtemp(join(tmpdir(), `axiom-${user}-`))
  if (process.getuid?.() !== 0) return { dir, as: undefined }
  const id = (flag: string): number => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout)
  const as = { uid: id('-u'), gid: id('-g') }
  chownSync(dir, as.uid, as.gid)
  return { dir, as }
}

async function untilReady({ child, dir }: Running, attempt: () => Promise<void>): Promise<void> {
  process.once('exit', () => child.kill('SIGKILL'))
  let last: unknown
  for (let tries = 0; tries < 400; tries++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`, { cause: last })
    try {
      return await attempt()
    } catch (error) {
      // Not there yet.
      last = error
      await sleep(50)
    }
  }
  await controls({ child, dir }).close()
  throw new Error(`${child.spawnfile} did not answer within twenty seconds`, { cause: last })
}

interface Running {
  child: ChildProcess
  dir: string
}

function controls({ child, dir }: Running) {
  return {
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async close() {
      if (child.exitCode === null) {
        const ended = once(child, 'exit')
        // PostgreSQL ends at once and takes its own children along (SIGQUIT); MariaDB has none.
        child.kill(child.spawnfile.endsWith('postgres') ? 'SIGQUIT' : 'SIGKILL')
        await ended
      }
      await rm(dir, { recursive: true, force: true })
    },
  }
}
