// `npm run chaos`: real processes, real stores, real faults (docs/testing.md). Ends with how many checks passed and failed.
import { readOptions } from './options.ts'
import { checksOf, printOutcome } from './report.ts'
import { run } from './run.ts'

const options = readOptions(process.argv.slice(2))
const { stores, seed, seconds, editors, perSecond } = options
console.log(`${editors} editors, ${perSecond} operations/s, ${seconds} s on each store. Replay: --seed ${seed}`)
const counts = { passed: 0, failed: 0 }
for (const store of stores) {
  try {
    const outcome = await run(store, options, (text) => console.log(`  ${text}`))
    console.log(printOutcome(outcome))
    for (const { wrong } of checksOf(outcome)) counts[wrong.length === 0 ? 'passed' : 'failed'] += 1
  } catch (error) {
    console.log(error)
    counts.failed += 1
  }
}
console.log(`  ${counts.passed} passed\n  ${counts.failed} failed`)
process.exit(counts.failed === 0 ? 0 : 1)
