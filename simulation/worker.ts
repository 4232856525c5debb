// One process that runs seeds: `from count` blocks by messages, one answer per seed.
import { MUTANTS } from './mutants.ts'
import './world/globals.ts'
import { mutate } from './world/mutate.ts'

const mutant = MUTANTS[process.argv[2] ?? '']
if (mutant !== undefined) mutate(mutant)
const { runSeed } = await import('./runSeed.ts')

/** What the parent hears of each seed. */
export interface Report {
  seed: number
  failure: string | null
  hash: string
  events: number
  time: number
}

process.on('message', (block: { from: number; count: number }) => void run(block))
process.send?.('ready')

async function run({ from, count }: { from: number; count: number }): Promise<void> {
  for (let seed = from; seed < from + count; seed++) {
    const { failure, hash, events, time } = await runSeed(seed)
    process.send?.({ seed, failure: failure?.message ?? null, hash, events, time } satisfies Report)
  }
  process.send?.('ready')
}
