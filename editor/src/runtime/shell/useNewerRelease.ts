import { useEffect, useState } from 'react'

/** A page that stays open asks so often. */
const ASKED_MS = 10 * 60_000

/** Whether a newer release than the one that is shown is there; asked when the page is looked at again, and now and then. */
export function useNewerRelease(releaseId: string): boolean {
  const [newest, setNewest] = useState(releaseId)
  useEffect(() => {
    const ask = async (): Promise<void> => {
      if (document.hidden || !navigator.onLine) return
      const answer = await fetch('/app.json', { method: 'HEAD', cache: 'no-store' }).catch(() => null)
      const found = answer?.ok ? releaseIn(answer.headers.get('etag') ?? '') : null
      if (found !== null) setNewest(found)
    }
    const onChange = (): void => void ask()
    const timer = setInterval(onChange, ASKED_MS)
    addEventListener('online', onChange)
    document.addEventListener('visibilitychange', onChange)
    return () => {
      clearInterval(timer)
      removeEventListener('online', onChange)
      document.removeEventListener('visibilitychange', onChange)
    }
  }, [])
  return newest !== releaseId
}

/** The ETag begins with the release; ids have no dot. */
function releaseIn(etag: string): string | null {
  return /^(?:W\/)?"([^."]+)\./.exec(etag)?.[1] ?? null
}
