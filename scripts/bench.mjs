// `npm run bench`: builds what the browser is measured with, then measures (docs/benchmarks.md).
import { startMongo } from './mongo.mjs'
import { run, runSteps } from './steps.mjs'
import { findProgram } from './system.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const CHROMIUM = process.env.CHROMIUM ?? findProgram(NAMES, 'chromium', 'the benchmarks of the editor')
if (!CHROMIUM) process.exit(1)
findProgram(['redis-server'], 'redis-server', 'several replicas')
const mongo = await startMongo()
if (!mongo) console.log('Several processes of Axiom need a mongod on PATH, or the address of one in MONGODB_URI.')
await runSteps([['build', 'npm', ['run', '--silent', 'build']]])
const env = { CHROMIUM, MONGODB_URI: mongo?.uri ?? '' }
const code = await run('node', ['bench/main.ts', ...process.argv.slice(2)], { env })
await mongo?.stop()
process.exit(code)
