import { useEffect, useEffectEvent, useState } from 'react'

import type { Choice } from './Combo.tsx'

const PAUSE_MS = 200

/** What fits what was typed, once the hand pauses; nothing is asked while the list is closed, and what fails offers nothing. */
export function useOffered(
  search: string | null,
  read: (search: string, signal: AbortSignal) => Promise<Choice[]>,
): readonly Choice[] {
  const [offered, setOffered] = useState<readonly Choice[]>([])
  const ask = useEffectEvent(async (words: string, signal: AbortSignal): Promise<void> => {
    const found = await read(words, signal).catch(() => [])
    if (!signal.aborted) setOffered(found)
  })
  useEffect(() => {
    if (search === null) return
    const abort = new AbortController()
    const timer = setTimeout(() => void ask(search, abort.signal), search === '' ? 0 : PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [search])
  return offered
}
