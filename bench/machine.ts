import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'

import { percentile } from './stats.ts'

/** What the numbers were measured on. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const memory = Math.round(totalmem() / 2 ** 30)
  const [load = 0] = loadavg()
  return `${availableParallelism()} cores (${model}), ${memory} GB, Node ${process.version}, load ${load.toFixed(1)}`
}

/** Milliseconds of one small write with `fdatasync` in the folder: what a durable acknowledgement costs at least here. */
export function measureSync(folder: string): { p50: number; p99: number } {
  const file = join(folder, 'sync-probe')
  const handle = openSync(file, 'w')
  const times: number[] = []
  const page = Buffer.alloc(4096, 1)
  for (let i = 0; i < 300; i++) {
    const from = performance.now()
    writeSync(handle, page, 0, page.length, i * page.length)
    fdatasyncSync(handle)
    times.push(performance.now() - from)
  }
  closeSync(handle)
  rmSync(file)
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
}
