// Loaded in front of every server under test (`--import`), unknown to it: answers what the process has used.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/** The monitor fires this often, and its own interval is part of what it records. */
const RESOLUTION_MS = 1

/** Answer to `{ probe: … }`: CPU and loop delay in milliseconds, memory in bytes. */
export interface Usage {
  cpu: number
  rss: number
  /** Heap and buffers in use, after a collection when one was asked for. */
  used: number
  loopDelayP99: number
}

export interface Ask {
  probe: 'usage' | 'collected' | 'watchLoop'
}

if (isMainThread && process.send) {
  let monitor: ReturnType<typeof monitorEventLoopDelay> | null = null
  process.on('message', (message) => {
    if (!isAsk(message)) return
    if (message.probe === 'collected') globalThis.gc?.()
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed, external } = process.memoryUsage()
    const loopDelayP99 = monitor === null ? NaN : Math.max(0, monitor.percentile(99) / 1e6 - RESOLUTION_MS)
    process.send?.({
      usage: { cpu: (user + system) / 1000, rss, used: heapUsed + external, loopDelayP99 } satisfies Usage,
    })
    // It wakes up a thousand times a second: never on while CPU is counted.
    monitor?.disable()
    monitor = null
    if (message.probe !== 'watchLoop') return
    monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
    monitor.enable()
  })
}

function isAsk(message: unknown): message is Ask {
  return typeof message === 'object' && message !== null && 'probe' in message
}
