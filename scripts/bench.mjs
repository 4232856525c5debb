// `npm run bench`: builds what the browser is measured with, then measures (docs/benchmarks.md).
import { run, runSteps } from './steps.mjs'
import { findProgram } from './system.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const CHROMIUM = process.env.CHROMIUM ?? findProgram(NAMES, 'chromium', 'the benchmarks of the editor')
if (!CHROMIUM) process.exit(1)
await runSteps([['build', 'npm', ['run', '--silent', 'build']]])
process.exit(await run('node', ['bench/main.ts', ...process.argv.slice(2)], { env: { CHROMIUM } }))
