// Shared by the scripts that run several commands: each with its time, the first failure ends everything.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** Runs one command; answers its exit code. Output goes through, and into `onOutput` if given. */
export function run(command, args, { env = {}, onOutput } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', onOutput ? 'pipe' : 'inherit', 'inherit'],
    })
    child.stdout?.on('data', (chunk) => {
      process.stdout.write(chunk)
      onOutput?.(String(chunk))
    })
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** Runs named steps in order and ends the process with the first failure. */
export async function runSteps(steps) {
  for (const [name, command, args] of steps) {
    const started = Date.now()
    const code = await run(command, args)
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
    if (code !== 0) process.exit(code)
  }
}
