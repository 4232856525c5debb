import { useEffect, useState } from 'react'

type Matches = (pattern: string, text: string) => boolean

const ANYTHING: Matches = () => true

let loaded: Matches | undefined

/** RE2 for patterns of fields: no pattern can hang the page. Loaded by the first input that has one. */
async function loadMatches(): Promise<Matches> {
  if (loaded) return loaded
  const { SafeRegex } = await import('@axiom/shared/expressions/safeRegex')
  return (loaded = (pattern, text) => {
    try {
      return new SafeRegex(pattern).test(text)
    } catch {
      // RE2 does not know look-around and back-references; the server doesn't use such a pattern either.
      return true
    }
  })
}

/** Judges patterns once the engine is there; until then, and without a network, the server alone does. */
export function usePatterns(pattern: string | undefined): Matches {
  const [matches, setMatches] = useState<Matches>(() => loaded ?? ANYTHING)
  const isNeeded = pattern !== undefined
  useEffect(() => {
    if (!isNeeded) return
    let isHere = true
    loadMatches().then((ready) => isHere && setMatches(() => ready), reportError)
    return () => {
      isHere = false
    }
  }, [isNeeded])
  return matches
}
