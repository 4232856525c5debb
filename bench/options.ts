import { parseArgs } from 'node:util'

export interface Options {
  /** Names of scenarios or suites; empty: all. */
  only: readonly string[]
  rounds: number
  /** A look within a minute: one round, short windows, small scales. Its numbers are no results. */
  quick: boolean
  /** Clients of the large scenarios, as a fraction of what the names say. */
  scale: number
  /** Every server writes CPU profiles to `results/profiles`. */
  profile: boolean
}

const USAGE = `npm run bench -- [--quick] [--only <name>]… [--rounds N] [--scale 0.2] [--profile]`

/** Reads the command line; throws with the usage on anything unknown. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
      scale: { type: 'string', default: '1' },
      profile: { type: 'boolean', default: false },
    },
  })
  const { quick, only, profile } = values
  const unknown = only.filter((name) => !names.includes(name))
  const rounds = Number(values.rounds ?? (quick ? 1 : 3))
  const scale = Number(values.scale)
  if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1 || !(scale > 0 && scale <= 1))
    throw new Error(`${USAGE}\n  names: ${names.join(', ')}`)
  return { only, rounds, quick, scale: quick ? Math.min(scale, 0.1) : scale, profile }
}
