import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

import { percentile } from '../stats.ts'
import type { Client } from './client.ts'
import { moveOwn } from './documents.ts'
import type { Recorder } from './recorder.ts'
import type { Running } from './targets.ts'

export interface Load {
  running: Running
  clients: readonly Client[]
  recorder: Recorder
  /** Clients that edit, and how often a second. */
  writers: readonly Client[]
  editsPerSecond: number
  cursorsPerSecond: number
  /** Others that hear each message. */
  receivers: number
  warmUpMs: number
  measureMs: number
}

/**
 * Open loop: every client sends by its own clock, whatever the answers do. First CPU and latencies are measured, then, still under
 * load, the delay of the server's main loop, since watching it costs CPU.
 */
export async function runLoad(load: Load): Promise<Record<string, number>> {
  const { running, recorder, receivers, warmUpMs, measureMs } = load
  const lateness = monitorEventLoopDelay({ resolution: 1 })
  const stop = startSending(load)
  await sleep(warmUpMs)
  const before = await running.process.ask()
  recorder.open()
  lateness.enable()
  await sleep(measureMs)
  lateness.disable()
  recorder.close()
  const after = await running.process.ask('watchLoop')
  await sleep(Math.max(1000, measureMs / 3))
  const watched = await running.process.ask()
  stop()
  await sleep(200)

  const { edits, cursors } = recorder.sent
  const due = (edits + cursors) * receivers
  return {
    editP50: percentile(recorder.edits, 0.5),
    editP99: percentile(recorder.edits, 0.99),
    ackP50: percentile(recorder.acknowledgements, 0.5),
    ackP99: percentile(recorder.acknowledgements, 0.99),
    cursorP50: percentile(recorder.cursors, 0.5),
    cursorP99: percentile(recorder.cursors, 0.99),
    cpuPer1000: ((after.cpu - before.cpu) / due) * 1000,
    cpuShare: ((after.cpu - before.cpu) / measureMs) * 100,
    loopP99: watched.loopDelayP99,
    rssMb: after.rss / 2 ** 20,
    deliveredShare: (recorder.edits.length / (edits * receivers)) * 100,
    deliveriesPerSecond: (due / measureMs) * 1000,
    benchLateP99: Math.max(0, lateness.percentile(99) / 1e6 - 1),
  }
}

/** Every client has its own phase, so that the load is even. Gives the function that ends it. */
function startSending({ clients, writers, editsPerSecond, cursorsPerSecond }: Load): () => void {
  const ends: (() => void)[] = []
  writers.forEach((client, i) => {
    let step = i
    const edit = (): void => client.edit((y) => moveOwn(y, i, (step += 1)))
    ends.push(every(1000 / editsPerSecond, i / writers.length, edit))
  })
  if (cursorsPerSecond > 0)
    clients.forEach((client, i) =>
      ends.push(every(1000 / cursorsPerSecond, (i + 0.5) / clients.length, () => client.moveCursor())),
    )
  return () => {
    for (const end of ends) end()
  }
}

/** By due times and not by intervals: a late turn is followed by an early one, and the rate stays. */
function every(interval: number, phase: number, work: () => void): () => void {
  let due = performance.now() + interval * (1 + phase)
  let timer = setTimeout(turn, due - performance.now())
  function turn(): void {
    work()
    due += interval
    timer = setTimeout(turn, Math.max(0, due - performance.now()))
  }
  return () => clearTimeout(timer)
}
