const HINT = /^retry after (\d{1,4})$/

/** The reason of a close for overload: whoever is sent away shall not come back before that many seconds. */
export function retryHint(seconds: number): string {
  return `retry after ${seconds}`
}

/** The hint in milliseconds; null when the reason is none. */
export function readRetryHint(reason: string): number | null {
  const seconds = HINT.exec(reason)?.[1]
  return seconds === undefined ? null : Number(seconds) * 1_000
}
