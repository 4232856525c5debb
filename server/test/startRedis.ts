import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Debian's `redis-server` on a free port, with nothing on disk. */
export interface TestRedis {
  readonly url: string
  readonly port: number
  /** `kill -9`; what it held is gone. */
  kill(): Promise<void>
  /** Starts again on the same port. */
  restart(): Promise<void>
  /** Stops answering without closing a connection, and goes on. */
  freeze(): void
  thaw(): void
  /** Sends one command, and waits for its answer. */
  command(...words: string[]): Promise<void>
  close(): Promise<void>
}

/** Throws with what to install when there is no Redis. `cluster` starts it as an empty node of a Redis Cluster. */
export async function startRedis({ cluster = false } = {}): Promise<TestRedis> {
  if (spawnSync('redis-server', ['--version']).error)
    throw new Error('These tests need Redis: run "apt-get install redis-server" (as root).')
  const port = await freePort()
  const dir = await mkdtemp(join(tmpdir(), 'axiom-redis-'))
  let child = await run(port, dir, cluster)
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    async restart() {
      await kill()
      child = await run(port, dir, cluster)
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async command(...words) {
      const client = spawn('redis-cli', ['-p', String(port), ...words], { stdio: 'ignore' })
      const [code] = (await once(client, 'exit')) as [number | null]
      if (code !== 0) throw new Error(`redis-cli ${words.join(' ')} ended with ${code}`)
    },
    async close() {
      await kill()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function run(port: number, dir: string, cluster: boolean): Promise<ChildProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir]
  if (cluster) args.push('--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf')
  const child = spawn('redis-server', args, { stdio: 'ignore' })
  process.once('exit', () => child.kill('SIGKILL'))
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`)
    if (await answers(port)) return child
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('redis-server did not answer within five seconds')
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.once('connect', () => socket.write('PING\r\n'))
    socket.once('data', (data) => {
      socket.destroy()
      resolve(data.toString().startsWith('+PONG'))
    })
    socket.once('error', () => resolve(false))
  })
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
