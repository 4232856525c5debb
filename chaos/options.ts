import { parseArgs } from 'node:util'

import type { StoreName } from './parts/installation.ts'

export interface Options {
  stores: readonly StoreName[]
  seed: number
  /** Of work under faults, on each store; the check afterwards takes a few more. */
  seconds: number
  replicas: number
  editors: number
  /** Operations of all editors together; the clock gives the pace, not the server. */
  perSecond: number
  /** The database is away for so long, once. */
  outageMs: number
}

const USAGE =
  'npm run chaos -- [--short] [--seconds N] [--seed S] [--store sqlite|mongodb] [--replicas R] [--editors E] [--rate N]'
const STORES: readonly StoreName[] = ['sqlite', 'mongodb']

/** Reads the command line; throws with the usage on anything unknown. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      seed: { type: 'string' },
      store: { type: 'string' },
      replicas: { type: 'string', default: '3' },
      editors: { type: 'string' },
      rate: { type: 'string' },
    },
  })
  const usual = values.short
    ? { seconds: 40, editors: 12, rate: 120, outageMs: 8_000 }
    : { seconds: 480, editors: 24, rate: 240, outageMs: 60_000 }
  const number = (text: string | undefined, fallback: number): number => (text === undefined ? fallback : Number(text))
  const options: Options = {
    stores: STORES.filter((store) => values.store === undefined || values.store === store),
    seed: number(values.seed, Math.floor(Math.random() * 1e9)),
    seconds: number(values.seconds, usual.seconds),
    replicas: number(values.replicas, 3),
    editors: number(values.editors, usual.editors),
    perSecond: number(values.rate, usual.rate),
    outageMs: usual.outageMs,
  }
  const { stores, ...numbers } = options
  if (stores.length === 0 || !Object.values(numbers).every((value) => Number.isInteger(value) && value >= 0))
    throw new Error(USAGE)
  return options
}
