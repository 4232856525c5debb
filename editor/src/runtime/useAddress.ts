import { useCallback, useEffect, useState } from 'react'

/** Where the visitor is: path and query. In the editor's preview it stays inside the page. */
export function useAddress(embedded: boolean): [string, (address: string) => void] {
  const [address, setAddress] = useState(() => (embedded ? '/' : ownAddress()))
  useEffect(() => {
    if (embedded) return
    const onPop = (): void => setAddress(ownAddress())
    addEventListener('popstate', onPop)
    return () => removeEventListener('popstate', onPop)
  }, [embedded])
  const go = useCallback(
    (next: string): void => {
      if (!embedded && next !== ownAddress()) history.pushState(null, '', next)
      setAddress(next)
    },
    [embedded],
  )
  return [address, go]
}

function ownAddress(): string {
  return location.pathname + location.search
}
