import type { HistoryEntry } from '@axiom/shared/contracts/history'
import { inksFrom } from '@axiom/shared/protocol/ink'

import { usePeers } from '../../document/hooks.ts'

/** A colour for each author: that of those who are here, for everybody else their own or the next that is free. */
export function useInks(entries: readonly HistoryEntry[]): ReadonlyMap<string, number> {
  const peers = usePeers()
  return chooseInks(
    entries.flatMap(({ author }) => author ?? []),
    peers.map(({ user }) => user),
  )
}

type Person = Readonly<{ id: string; colour: number }>

export function chooseInks(authors: readonly Person[], present: readonly Person[]): Map<string, number> {
  const inks = new Map(present.map(({ id, colour }) => [id, colour]))
  const taken = new Set(inks.values())
  // By id, so that nobody changes colour when somebody edits.
  for (const { id, colour } of authors.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (inks.has(id)) continue
    const ink = inksFrom(colour).find((one) => !taken.has(one)) ?? colour
    inks.set(id, ink)
    taken.add(ink)
  }
  return inks
}
