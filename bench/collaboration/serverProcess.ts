import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Ask, Usage } from './servers/probe.ts'

const PROBE = join(import.meta.dirname, 'servers/probe.ts')
export const PROFILES = join(import.meta.dirname, '../results/profiles')

/** One process of a server under test, asked from outside what it uses. */
export class ServerProcess {
  readonly #child: ChildProcess
  readonly port: number

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.port = port
  }

  static async start(file: string, env: Record<string, string>, profile: boolean): Promise<ServerProcess> {
    if (profile) mkdirSync(PROFILES, { recursive: true })
    const child = fork(file, [], {
      env: { ...process.env, ...env },
      execArgv: ['--expose-gc', '--import', PROBE, ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`] : [])],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const port = await new Promise<number>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it was ready`)))
      child.on('message', (message: { ready?: { port: number } }) => message.ready && resolve(message.ready.port))
    })
    child.removeAllListeners('exit').removeAllListeners('message')
    return new ServerProcess(child, port)
  }

  /** What the process has used so far. `collected` collects garbage first; `watchLoop` watches its loop until the next question. */
  ask(probe: Ask['probe'] = 'usage'): Promise<Usage> {
    return new Promise((resolve, reject) => {
      this.#child.once('message', ({ usage }: { usage: Usage }) => resolve(usage))
      this.#child.send({ probe } satisfies Ask, (error) => error && reject(error))
    })
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) return resolve()
      this.#child.once('exit', () => resolve())
      this.#child.kill('SIGTERM')
    })
  }
}

interface GroupConfig {
  file: string
  env: Record<string, string>
  profile: boolean
  processes: number
}

/** The processes of a server under test, mostly one. */
export class ServerGroup {
  readonly #members: readonly ServerProcess[]

  private constructor(members: readonly ServerProcess[]) {
    this.#members = members
  }

  /** One after another: the first makes what they share. */
  static async start({ file, env, profile, processes }: GroupConfig): Promise<ServerGroup> {
    const members: ServerProcess[] = []
    while (members.length < processes) members.push(await ServerProcess.start(file, env, profile))
    return new ServerGroup(members)
  }

  get port(): number {
    return this.portOf(0)
  }

  /** People go to the processes in turn. */
  portOf(seat: number): number {
    return this.#members[seat % this.#members.length]?.port ?? NaN
  }

  /** The sum of what they use, and the latest of their loops. */
  async ask(probe: Ask['probe'] = 'usage'): Promise<Usage> {
    const all = await Promise.all(this.#members.map((member) => member.ask(probe)))
    const sum = (key: 'cpu' | 'rss' | 'used'): number => all.reduce((total, usage) => total + usage[key], 0)
    const loopDelayP99 = Math.max(...all.map((usage) => usage.loopDelayP99))
    return { cpu: sum('cpu'), rss: sum('rss'), used: sum('used'), loopDelayP99 }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.stop()))
  }
}
