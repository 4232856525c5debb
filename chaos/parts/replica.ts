import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { freePort } from '../../server/test/startRedis.ts'

const MAIN = join(import.meta.dirname, '../../server/src/main.ts')
/** Longer than any outage. */
const START_MS = 150_000
/** The server gives itself eight seconds. */
const STOP_MS = 12_000

/** One real server process, which is started again on the same ports, as a supervisor would. */
export class Replica {
  readonly name: string
  readonly port: number
  readonly appsPort: number
  readonly #env: Record<string, string>
  readonly #log: WriteStream
  #child: ChildProcess | null = null
  #wanted = false
  /** How it ended when nobody had asked it to. */
  readonly crashes: string[] = []

  private constructor(
    name: string,
    { ports, env, log }: { ports: number[]; env: Record<string, string>; log: string },
  ) {
    this.name = name
    const [port = 0, appsPort = 0] = ports
    this.port = port
    this.appsPort = appsPort
    this.#env = env
    this.#log = createWriteStream(log, { flags: 'a' })
    process.once('exit', () => this.#child?.kill('SIGKILL'))
  }

  /** Not started yet. `folder` gets its log and, unless `DATA_DIR` says otherwise, its data. */
  static async prepare(name: string, folder: string, env: Record<string, string>): Promise<Replica> {
    const dataDir = join(folder, name)
    await mkdir(dataDir, { recursive: true })
    const ports = [await freePort(), await freePort()]
    return new Replica(name, { ports, env: { DATA_DIR: dataDir, ...env }, log: join(folder, `${name}.log`) })
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Resolves when it is ready; while its database is away it is tried again. */
  async start(): Promise<void> {
    const deadline = Date.now() + START_MS
    while (!(await this.#tryToStart())) {
      if (Date.now() > deadline) throw new Error(`${this.name} could not be started`)
      await sleep(200)
    }
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** As an upgrade stops it; false when it had to be killed. */
  stop(): Promise<boolean> {
    return this.#end('SIGTERM')
  }

  /** Stops it in the middle of everything, with all its connections open. */
  freeze(): void {
    this.#child?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child?.kill('SIGCONT')
  }

  /** It can write no byte to any file, as on a full disk; until `false`. */
  setDiskFull(isFull: boolean): void {
    const limit = isFull ? '1' : 'unlimited'
    if (this.#child?.pid !== undefined)
      spawnSync('prlimit', ['--pid', String(this.#child.pid), `--fsize=${limit}:unlimited`])
  }

  async close(): Promise<void> {
    this.thaw()
    await this.kill()
    this.#log.end()
  }

  async #tryToStart(): Promise<boolean> {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        PATH: process.env['PATH'],
        LOG_LEVEL: 'warn',
        PORT: String(this.port),
        APPS_PORT: String(this.appsPort),
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    child.stdout?.pipe(this.#log, { end: false })
    child.stderr?.pipe(this.#log, { end: false })
    this.#child = child
    this.#wanted = true
    let isReady = false
    const exited = once(child, 'exit')
    void exited.then(([code, signal]: unknown[]) => this.#ended(child, { isReady, how: String(signal ?? code) }))
    isReady = await Promise.race([once(child, 'message').then(() => true), exited.then(() => false)])
    return isReady
  }

  /** Whoever ends unasked comes back by itself, and is remembered. */
  #ended(child: ChildProcess, { isReady, how }: { isReady: boolean; how: string }): void {
    if (child !== this.#child || !this.#wanted || !isReady) return
    this.crashes.push(`${this.name} ended by itself (${how})`)
    void this.start().catch((error: unknown) => this.crashes.push(String(error)))
  }

  async #end(signal: NodeJS.Signals): Promise<boolean> {
    const child = this.#child
    this.#wanted = false
    if (child === null || child.exitCode !== null || child.signalCode !== null) return true
    const exited = once(child, 'exit')
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    const [, killedBy] = (await exited) as [number | null, NodeJS.Signals | null]
    clearTimeout(late)
    return killedBy !== 'SIGKILL'
  }
}
