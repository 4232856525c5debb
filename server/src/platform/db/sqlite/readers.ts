import { startThread, type Thread } from './thread.ts'

/** One is for what takes long; more only help where many sums are worked out at once. */
const READERS = 2

/** Several reading threads as one: each question goes to who has the least to do, so that a slow one keeps nobody waiting. */
export function startReaders(file: string): Thread {
  const all = Array.from({ length: READERS }, () => startThread({ file, readOnly: true }))
  const idlest = (): Thread => all.reduce((best, one) => (one.waiting < best.waiting ? one : best))
  return {
    ask: (request) => idlest().ask(request),
    show: (query, shape) => idlest().show(query, shape),
    get waiting() {
      return all.reduce((sum, { waiting }) => sum + waiting, 0)
    },
    async close() {
      await Promise.all(all.map((thread) => thread.close()))
    },
  }
}
