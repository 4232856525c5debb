// Runs a script of this folder on the project's own Node 24, installing it first where it is missing.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { ensureInstalled } from './install.mjs'

ensureInstalled()
const bin = join(import.meta.dirname, '../node_modules/.bin')
const own = join(bin, 'node')
const [script = '', ...args] = process.argv.slice(2)
const { status } = spawnSync(existsSync(own) ? own : process.execPath, [join(import.meta.dirname, script), ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
})
process.exit(status ?? 1)
