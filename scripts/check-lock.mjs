// The lock file must hold no registry's address: it would tie the project to one host.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { root } from './steps.mjs'

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const wrong = Object.entries(packages).filter(([, entry]) => /^[a-z+]+:\/\//.test(entry.resolved ?? ''))
if (wrong.length > 0) {
  console.error(
    `package-lock.json names addresses for: ${wrong
      .slice(0, 5)
      .map(([name]) => name)
      .join(', ')}. Install with the project's .npmrc.`,
  )
  process.exit(1)
}
