import { usePeers, useProjectSession } from '../../document/hooks.ts'

export interface Person {
  id: string
  /** The tab that is shown and followed. */
  clientId: number
  name: string
  colour: number
  screenId: string | null
  followsMe: boolean
  /** Refuses to be followed. */
  alone: boolean
}

/** One entry a person, however many tabs they have open. */
export function useOthers(): readonly Person[] {
  const { awareness } = useProjectSession()
  const people = new Map<string, Person>()
  for (const { user, clientId, screenId, follows, alone } of usePeers()) {
    const known = people.get(user.id)
    const isShown = known === undefined || known.screenId === null
    people.set(user.id, {
      ...user,
      clientId: isShown ? clientId : known.clientId,
      screenId: isShown ? screenId : known.screenId,
      alone: (isShown ? alone : known.alone) ?? false,
      followsMe: (known?.followsMe ?? false) || follows === awareness.clientID,
    })
  }
  return [...people.values()]
}
