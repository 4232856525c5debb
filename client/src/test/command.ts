import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { onTestFinished } from 'vitest'

import { type Ended, runNode, startNode } from './inWorkspace.ts'

export const MAIN = join(import.meta.dirname, '../main.ts')
/** Of everybody whom the test server knows. */
const PASSWORD = 'correct horse battery'

/** The command as somebody with a home of his own types it. */
export interface Shell {
  /** Where his sessions are. */
  config: string
  env: Record<string, string>
  axiom: (args: readonly string[], input?: string) => Promise<Ended>
  start: (args: readonly string[]) => ReturnType<typeof startNode>
}

export async function openShell(more: Record<string, string> = {}): Promise<Shell> {
  const config = await mkdtemp(join(tmpdir(), 'axiom-command-'))
  onTestFinished(() => rm(config, { recursive: true, force: true }))
  const env = { XDG_CONFIG_HOME: config, AXIOM_URL: '', AXIOM_KEY: '', ...more }
  return {
    config: join(config, 'axiom'),
    env,
    axiom: (args, input) => runNode([MAIN, ...args], env, input),
    start: (args) => startNode([MAIN, ...args], env),
  }
}

/** A shell whose owner has signed in. */
export async function signedIn(url: string, email = 'owner@example.com'): Promise<Shell> {
  const shell = await openShell()
  const { code, err } = await shell.axiom(['login', '--server', url, '--email', email], `${PASSWORD}\n`)
  if (code !== 0) throw new Error(err)
  return shell
}
