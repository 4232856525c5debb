import { createHmac, timingSafeEqual } from 'node:crypto'

/** A link works for at least so long, and at most twice. */
const WINDOW_MS = 3_600_000

export interface LinkedFile {
  projectId: string
  id: string
}

/** Addresses of files. Signed ones are for whoever has just been allowed to read the record; they end by themselves. */
export function createLinks(secret: string, now: () => number) {
  // A key of its own: a signature of a file can't be one of anything else.
  const key = createHmac('sha256', secret).update('axiom: links to files').digest()
  const pathOf = ({ projectId, id }: LinkedFile): string => `/api/dynamic/${projectId}/files/${id}`
  const sign = ({ projectId, id }: LinkedFile, until: string): string =>
    createHmac('sha256', key).update(`${projectId}/${id}/${until}`).digest('base64url')

  return {
    open: pathOf,
    /** The same for an hour, so that a list that is read again shows the pictures that the browser has. */
    signed(file: LinkedFile): string {
      const until = String((Math.floor(now() / WINDOW_MS) + 2) * (WINDOW_MS / 1_000))
      return `${pathOf(file)}?until=${until}&signature=${sign(file, until)}`
    },
    judge(file: LinkedFile, { until, signature }: { until: string; signature: string }): 'good' | 'ended' | 'wrong' {
      const [given, expected] = [Buffer.from(signature), Buffer.from(sign(file, until))]
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'wrong'
      return Number(until) * 1_000 > now() ? 'good' : 'ended'
    },
  }
}

export type Links = ReturnType<typeof createLinks>
