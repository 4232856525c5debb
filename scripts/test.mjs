// `npm test`: everything. Installs and builds like `npm start`, then check, unit and integration tests, browser journeys.
// Its last line counts the tests. `-- --complete` adds two minutes of chaos, and fails where something that tests need cannot be had.
import { startMongo } from './mongo.mjs'
import { run, runSteps } from './steps.mjs'
import { findProgram } from './system.mjs'

const counts = { passed: 0, failed: 0 }
const isComplete = process.argv.includes('--complete')

await runSteps([
  ['check', 'node', ['scripts/check.mjs']],
  ['build', 'npm', ['run', '--silent', 'build']],
])
const mongo = await startMongo()
if (!mongo) {
  console.log('Not run: the tests on MongoDB. They need a mongod on PATH, or the address of one in MONGODB_URI.')
  if (isComplete) process.exit(1)
}
findProgram(['redis-server'], 'redis-server', 'the tests of several replicas')
findProgram(['nginx'], 'nginx-light', 'the deployment tests')
const databases = [
  findProgram(['pg_createcluster'], 'postgresql', 'the tests of data sources on PostgreSQL'),
  findProgram(['mariadbd', 'mysqld'], 'mariadb-server', 'the tests of data sources on MariaDB'),
]
if (isComplete && databases.includes(undefined)) process.exit(1)
// More than while one works.
process.env.FUZZ_REQUESTS ??= '10000'
const unit = await run('vitest', ['run', '--no-color'], {
  env: { MONGODB_URI: mongo?.uri ?? '' },
  onOutput: count(/^\s*Tests\s+(?:(\d+) failed \| )?(?:(\d+) passed)?/m, (m) => ({ failed: m[1], passed: m[2] })),
})
const journeys = await run('node', ['scripts/e2e.mjs'], { onOutput: countTotals })
const chaos = isComplete
  ? await run('node', ['chaos/main.ts', '--short'], { env: { MONGODB_URI: mongo?.uri ?? '' }, onOutput: countTotals })
  : 0
await mongo?.stop()

console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(unit || journeys || chaos)

function count(pattern, read) {
  let text = ''
  let added = false
  return (chunk) => {
    text = (text + chunk).slice(-4_000)
    const match = pattern.exec(text)
    if (!match || added || !/Duration/.test(text)) return
    added = true
    add(read(match))
  }
}

/** Playwright and the chaos end with lines of this kind. */
function countTotals(chunk) {
  for (const line of chunk.split('\n')) {
    const match = /^\s+(\d+) (passed|failed)/.exec(line)
    if (match) add({ [match[2]]: match[1] })
  }
}

function add({ passed, failed }) {
  counts.passed += Number(passed ?? 0)
  counts.failed += Number(failed ?? 0)
}
