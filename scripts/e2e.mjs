// Browser journeys. Chromium comes from the system, or by its path in CHROMIUM.
import { run } from './steps.mjs'
import { findProgram } from './system.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const chromium = process.env.CHROMIUM ?? findProgram(NAMES, 'chromium', 'the journeys')
if (!chromium) process.exit(1)
process.exit(
  await run('playwright', ['test', '-c', 'e2e', ...process.argv.slice(2)], {
    env: { CHROMIUM: chromium },
    onOutput: () => {},
  }),
)
