// Installs exactly what the lock file says, unless that is what is installed. Plain JavaScript for any Node >= 20.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const stamp = join(root, 'node_modules/.axiom-lock')

export function ensureInstalled() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  console.log('Installing what Axiom needs (once, about a minute) …')
  // Never --omit=optional: Node 24 itself is an optional dependency, one per platform.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) {
    console.error('The installation failed. Correct what npm says above, then run the command again.')
    process.exit(status ?? 1)
  }
  writeFileSync(stamp, hash)
}
