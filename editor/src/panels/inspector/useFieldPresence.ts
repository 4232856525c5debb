import { usePeers, useProjectSession } from '../../document/hooks.ts'
import type { FieldPeer } from '../../ui/Field.tsx'

export interface FieldPresence {
  peer: FieldPeer | null
  onFocus: () => void
  onBlur: () => void
}

/** Tells the others which field this person is in, and who of them is in it. */
export function useFieldPresence(nodeId: string, field: string): FieldPresence {
  const { presence } = useProjectSession()
  const place = `${nodeId}/${field}`
  const found = usePeers().find(({ editing }) => editing === place)
  return {
    peer: found ? { name: found.user.name, colour: found.user.colour } : null,
    onFocus: () => presence.setState({ editing: place }),
    onBlur: () => presence.setState({ editing: null }),
  }
}
