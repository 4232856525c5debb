import { percentile } from '../stats.ts'
import { Connection } from './connection.ts'

export interface Load {
  port: number
  connections: number
  /** Each call is another request. */
  next: () => string
}

export interface Saturated {
  perSecond: number
  p95: number
}

/** As much as the server can: every connection sends its next request as soon as it has its answer. */
export async function saturate({ port, connections, next }: Load, ms: number): Promise<Saturated> {
  return withConnections(port, connections, async (all) => {
    const times: number[] = []
    const from = performance.now()
    const turn = async (connection: Connection): Promise<void> => {
      while (performance.now() - from < ms) {
        const sent = performance.now()
        await connection.send(next())
        times.push(performance.now() - sent)
      }
    }
    await Promise.all(all.map(turn))
    const seconds = (performance.now() - from) / 1_000
    return { perSecond: times.length / seconds, p95: percentile(times, 0.95) }
  })
}

/**
 * Open loop: every connection sends by its own clock. A request that finds its connection still waiting is sent late, and its time
 * counts from when it was due: what a slow server puts off is not forgotten.
 */
export async function openLoop(
  { port, connections, next }: Load,
  { perSecond, ms }: { perSecond: number; ms: number },
): Promise<{ p50: number; p95: number; p99: number }> {
  return withConnections(port, connections, async (all) => {
    const times: number[] = []
    const interval = (connections * 1_000) / perSecond
    const from = performance.now() + 20
    const turn = async (connection: Connection, i: number): Promise<void> => {
      for (let due = from + (interval * i) / connections; due - from < ms; due += interval) {
        await until(due)
        await connection.send(next())
        times.push(performance.now() - due)
      }
    }
    await Promise.all(all.map(turn))
    return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), p99: percentile(times, 0.99) }
  })
}

async function withConnections<T>(port: number, count: number, work: (all: Connection[]) => Promise<T>): Promise<T> {
  const all = await Promise.all(Array.from({ length: count }, () => Connection.open(port)))
  try {
    return await work(all)
  } finally {
    for (const connection of all) connection.close()
  }
}

function until(due: number): Promise<void> {
  const left = due - performance.now()
  return left <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, Math.ceil(left)))
}
