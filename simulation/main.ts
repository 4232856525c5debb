// `npm run simulate -- --seeds 2000 [--from 1] [--jobs 4]`: that many different runs; a failing one prints its replay command.
// `npm run simulate -- --seed 42 [--only 3,7] [--shrink]`: one of them again, with what happened in it.
import { parseArgs } from 'node:util'

import { MUTANTS } from './mutants.ts'
import { runBatch } from './pool.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    shrink: { type: 'boolean', default: false },
    mutant: { type: 'string' },
  },
})
if (values.mutant !== undefined && MUTANTS[values.mutant] === undefined)
  throw new Error(`There is no such mutant; there are:\n${Object.keys(MUTANTS).join('\n')}`)
process.exitCode = values.seed === undefined ? await runMany() : await replay(Number(values.seed))

async function runMany(): Promise<number> {
  const { failures, seeds, events, hours, seconds } = await runBatch({
    from: Number(values.from),
    count: Number(values.seeds),
    ...(values.jobs !== undefined && { jobs: Number(values.jobs) }),
    ...(values.mutant !== undefined && { mutant: values.mutant, isEager: true }),
    onReport: ({ seed, failure }) => {
      if (failure !== null) console.log(`seed ${seed}: ${failure}\n  npm run simulate -- --seed ${seed}${ofMutant()}`)
    },
  })
  const figures = `${seeds} seeds, ${events} events, ${hours.toFixed(1)} hours of virtual time in ${seconds.toFixed(1)} s`
  console.log(`${figures}: ${failures.length} failed`)
  return failures.length === 0 ? 0 : 1
}

function ofMutant(): string {
  return values.mutant === undefined ? '' : ` --mutant '${values.mutant}'`
}

/** In this process, from the same state as every process of a batch. */
async function replay(seed: number): Promise<number> {
  await import('./world/globals.ts')
  const mutant = MUTANTS[values.mutant ?? '']
  if (mutant !== undefined) (await import('./world/mutate.ts')).mutate(mutant)
  const { runSeed } = await import('./runSeed.ts')
  const { shrink } = await import('./shrink.ts')
  const only = values.only === undefined ? null : new Set(values.only.split(',').map(Number))
  const { failure, hash, lines, events, time, steps } = await runSeed(seed, only)
  console.log(lines.join('\n'))
  console.log(`seed ${seed}: trace ${hash}, ${events} events, ${(time / 1000).toFixed(1)} s of virtual time`)
  if (failure === null) return 0
  console.log(failure)
  if (values.shrink) {
    const few = await shrink(seed, only ?? new Set(steps.keys()))
    console.log(`It also fails with ${few.length} of ${steps.length} steps:`)
    console.log(`  npm run simulate -- --seed ${seed}${ofMutant()} --only ${few.join(',')}`)
  }
  return 1
}
