import type { Options } from './options.ts'

export interface Column {
  key: string
  label: string
  digits: number
}

/** A target of the design: `value` of the medians must not be above (or below) `limit`. */
export interface Budget {
  label: string
  /** NaN: not measured. */
  value: (medians: Medians, sync: { p50: number; p99: number }) => number
  limit: (medians: Medians, sync: { p50: number; p99: number }) => number
  digits: number
  atLeast?: boolean
}

/** By subject, then by column. */
export type Medians = Record<string, Record<string, number>>

export interface Scenario {
  name: string
  title: string
  /** What is compared; each runs once in every round. */
  subjects: readonly string[]
  /** For what takes minutes and varies little. */
  mostRounds?: number
  columns: readonly Column[]
  budgets: readonly Budget[]
  run: (subject: string, options: Options) => Promise<Record<string, number>>
}
