import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { ApiError } from '../../api/client.ts'
import type { Waiting } from '../../api/suggestions.ts'
import { t } from '../../texts/t.ts'

/** Does what a description asks for; throws what went wrong. */
export type Describe = (brief: string, waiting: Waiting) => Promise<void>

/** One description at a time, which can be given up. */
export function useDescribe(work: Describe) {
  const running = useRef<AbortController | null>(null)
  const [characters, setCharacters] = useState(0)
  const mutation = useMutation({
    // Without network it is the server's absence that is said, at once.
    networkMode: 'always',
    mutationFn: async (brief: string) => {
      const own = new AbortController()
      running.current = own
      setCharacters(0)
      try {
        await work(brief, { signal: own.signal, onProgress: setCharacters })
      } catch (error) {
        if (!own.signal.aborted) throw error
      }
    },
  })
  useEffect(() => () => running.current?.abort(), [])
  return {
    isBusy: mutation.isPending,
    /** Of the answer that a language model is writing; 0 for none yet. */
    characters,
    problem: mutation.error && problemOf(mutation.error),
    start: (brief: string) => mutation.mutate(brief),
    cancel: () => {
      running.current?.abort()
      mutation.reset()
    },
  }
}

const problemOf = (error: Error): string =>
  error instanceof ApiError && error.code === 'offline' ? t('describe.offline') : error.message
