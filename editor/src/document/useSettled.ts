import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import { useEffect, useState } from 'react'

import { useProjectSession } from './hooks.ts'

/** Milliseconds without a change after which it is read again. */
const STILL_MS = 500

/**
 * What is read from the whole document, again once it has been still for a moment: for what is too much for every keystroke. Null until
 * then, and while `read` is null. `read` must be the same function as long as it means the same.
 */
export function useSettled<T>(read: ((doc: ProjectDoc) => T | Promise<T>) | null): T | null {
  const { doc, store } = useProjectSession()
  const [known, setKnown] = useState<{ read: typeof read; value: T } | null>(null)
  useEffect(() => {
    if (read === null) return
    let [timer, gone] = [0, false]
    const look = async (): Promise<void> => {
      const value = await read(doc)
      if (!gone) setKnown({ read, value })
    }
    const stop = store.subscribe('any', () => {
      window.clearTimeout(timer)
      timer = window.setTimeout(() => void look(), STILL_MS)
    })
    void look()
    return () => {
      gone = true
      window.clearTimeout(timer)
      stop()
    }
  }, [read, doc, store])
  return known !== null && known.read === read ? known.value : null
}
