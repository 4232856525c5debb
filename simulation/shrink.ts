import { runSeed } from './runSeed.ts'

/** Leaves out steps, many at a time and then single ones, as long as the run still fails. */
export async function shrink(seed: number, steps: ReadonlySet<number>): Promise<number[]> {
  let kept = [...steps]
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let i = 0; i < kept.length;) {
      const fewer = kept.toSpliced(i, size)
      const { failure } = await runSeed(seed, new Set(fewer))
      if (failure === null) i += size
      else kept = fewer
    }
  }
  return kept
}
