/** The value below which `share` (0–1) of the numbers lie; NaN of none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

/** Per key the median over all rounds that have it. */
export function medians(rounds: readonly Record<string, number>[]): Record<string, number> {
  const keys = new Set(rounds.flatMap((round) => Object.keys(round)))
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      median(rounds.flatMap((round) => (Number.isFinite(round[key]) ? [round[key] ?? NaN] : []))),
    ]),
  )
}
