// `npm run chaos`: finds what it needs of the system, then runs (docs/testing.md).
import { startMongo } from './mongo.mjs'
import { run } from './steps.mjs'
import { findProgram } from './system.mjs'

findProgram(['redis-server'], 'redis-server', 'several replicas')
findProgram(['nginx'], 'nginx-light', 'what stands in front of them')
const mongo = await startMongo()
if (!mongo) console.log('Chaos on MongoDB needs a mongod on PATH, or the address of one in MONGODB_URI.')
const code = await run('node', ['chaos/main.ts', ...process.argv.slice(2)], { env: { MONGODB_URI: mongo?.uri ?? '' } })
await mongo?.stop()
process.exit(code)
