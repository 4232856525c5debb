import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { freePort } from '../../server/test/startRedis.ts'

const CONFIGURATION = join(import.meta.dirname, '../../nginx')
// Debian keeps nginx where only root looks.
const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` }

export interface NginxOptions {
  /** Ports of the Axiom processes: of the editor and of the apps. */
  upstreams: readonly { port: number; appsPort: number }[]
  /** PEM texts; HTTPS if they are given. */
  tls?: { certificate: string; key: string }
  /** A free one unless it is given. */
  port?: number
}

/** Debian's nginx with the project's own `nginx.conf`; only what differs from place to place is written here. */
export class Nginx {
  readonly port: number
  /** Of the redirect to HTTPS; 0 without TLS. */
  readonly plainPort: number
  readonly #folder: string
  readonly #child: ChildProcess

  private constructor(folder: string, ports: { port: number; plainPort: number }) {
    this.#folder = folder
    this.port = ports.port
    this.plainPort = ports.plainPort
    const own = `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;`
    this.#child = spawn('nginx', ['-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`, '-g', own], {
      env,
      stdio: 'ignore',
    })
    process.once('exit', () => this.#child.kill('SIGTERM'))
  }

  static async start({ upstreams, tls, port: given }: NginxOptions): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), 'axiom-nginx-'))
    // Its workers are another user when it is started by root.
    await chmod(folder, 0o755)
    await cp(CONFIGURATION, folder, { recursive: true })
    const port = given ?? (await freePort())
    const plainPort = tls === undefined ? 0 : await freePort()
    await writeFile(join(folder, 'upstreams.conf'), await upstreamsOf(folder, upstreams))
    await writeFile(join(folder, 'listen.conf'), await listenOf(folder, { port, plainPort, tls }))
    const nginx = new Nginx(folder, { port, plainPort })
    await nginx.#answers()
    return nginx
  }

  /** Reads its configuration again: new workers for new connections, the old ones serve theirs to the end. */
  reload(): void {
    this.#child.kill('SIGHUP')
  }

  /** What it complained of. */
  errors(): Promise<string> {
    return readFile(join(this.#folder, 'error.log'), 'utf8')
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = once(this.#child, 'exit')
      this.#child.kill('SIGTERM')
      await ended
    }
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #answers(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if (this.#child.exitCode !== null) throw new Error(`nginx ended: ${await this.errors()}`)
      if (await isOpen(this.port)) return
      await sleep(25)
    }
    throw new Error('nginx did not answer within five seconds')
  }
}

/** `upstreams.conf` with these processes; and nothing is written outside of the folder. */
async function upstreamsOf(folder: string, upstreams: NginxOptions['upstreams']): Promise<string> {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};\n`,
  )
  const text = await readFile(join(CONFIGURATION, 'upstreams.conf'), 'utf8')
  const groups = text.replaceAll(/^ *server 127\.0\.0\.1:(3000|3001)(.*)$/gm, (_, usual: string, rest: string) =>
    upstreams.map(({ port, appsPort }) => `server 127.0.0.1:${usual === '3000' ? port : appsPort}${rest}`).join('\n'),
  )
  return ['access_log off;\n', ...folders, groups].join('')
}

/** `listen.conf` or `listen-tls.conf` on free ports of this machine only. */
async function listenOf(
  folder: string,
  { port, plainPort, tls }: { port: number; plainPort: number; tls: NginxOptions['tls'] },
): Promise<string> {
  if (tls === undefined) return `listen 127.0.0.1:${port};\n`
  await writeFile(join(folder, 'tls.crt'), tls.certificate)
  await writeFile(join(folder, 'tls.key'), tls.key)
  const text = await readFile(join(CONFIGURATION, 'listen-tls.conf'), 'utf8')
  return text
    .replaceAll(/^listen \[::\].*\n/gm, '')
    .replace('listen 80;', `listen 127.0.0.1:${plainPort};`)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`)
    .replaceAll('tls/tls.', `${folder}/tls.`)
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
