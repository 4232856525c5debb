// Browser journeys. Chromium comes from the system: found, else installed with Debian's packages, else named in one line.
import { spawnSync } from 'node:child_process'

import { run } from './steps.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const chromium = process.env.CHROMIUM ?? find() ?? install()
if (!chromium) {
  console.error('The journeys need Chromium: run "apt-get install chromium" (as root), or set CHROMIUM to its path.')
  process.exit(1)
}
process.exit(
  await run('playwright', ['test', '-c', 'e2e', ...process.argv.slice(2)], {
    env: { CHROMIUM: chromium },
    onOutput: () => {},
  }),
)

function find() {
  return NAMES.map((name) => spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim()).find(
    Boolean,
  )
}

function install() {
  if (process.getuid?.() !== 0) return undefined
  console.log('Installing Chromium for the journeys …')
  spawnSync('sh', ['-c', 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return find()
}
