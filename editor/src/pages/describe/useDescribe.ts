import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

import { ApiError } from '../../api/client.ts'
import { t } from '../../texts/t.ts'

/** Does what a description asks for; throws what went wrong. */
export type Describe = (brief: string, signal: AbortSignal) => Promise<void>

/** One description at a time, which can be given up. */
export function useDescribe(work: Describe) {
  const running = useRef<AbortController | null>(null)
  const mutation = useMutation({
    // Without network it is the server's absence that is said, at once.
    networkMode: 'always',
    mutationFn: async (brief: string) => {
      const own = new AbortController()
      running.current = own
      try {
        await work(brief, own.signal)
      } catch (error) {
        if (!own.signal.aborted) throw error
      }
    },
  })
  useEffect(() => () => running.current?.abort(), [])
  return {
    isBusy: mutation.isPending,
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
