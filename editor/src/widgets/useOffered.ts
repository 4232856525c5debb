import { useEffect, useEffectEvent, useState } from 'react'

import { r } from '../texts/r.ts'
import type { Choice } from './Combo.tsx'

const PAUSE_MS = 200

export interface Offered {
  choices: readonly Choice[]
  /** Why there are none; null: nothing fits. */
  problem: string | null
}

const NOTHING: Offered = { choices: [], problem: null }

/** What fits what was typed, once the hand pauses; nothing is asked while the list is closed. */
export function useOffered(
  search: string | null,
  read: (search: string, signal: AbortSignal) => Promise<Choice[]>,
): Offered {
  const [offered, setOffered] = useState(NOTHING)
  const ask = useEffectEvent(async (words: string, signal: AbortSignal): Promise<void> => {
    const found = await read(words, signal).then(
      (choices): Offered => ({ choices, problem: null }),
      (error: unknown): Offered => ({
        choices: [],
        problem: error instanceof Error ? error.message : r('error.failed'),
      }),
    )
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
