import type { NodeView } from '@axiom/shared/document/views'
import type { CSSProperties, ReactNode } from 'react'

import { usePeers, useProjectSession } from '../../document/hooks.ts'
import { decodeCursor } from '../../document/textCursor.ts'
import { presenceInk } from './caretElement.ts'

interface Props {
  node: NodeView
  name: string
  text: string
  /** Of the field, so that the same words break in the same places. */
  style: CSSProperties
}

/** Carets and selections of the others in a plain text, which a text field itself cannot show: drawn over it, without the words. */
export function RemoteCarets({ node, name, text, style }: Props): ReactNode {
  const { doc } = useProjectSession()
  const peers = usePeers().filter((peer) => peer.editing === `${node.id}/x:${name}`)
  return peers.map(({ clientId, user, cursor }) => {
    const range = cursor && decodeCursor(doc, { nodeId: node.id, name }, cursor)
    if (!range) return null
    const [from, to] = range.toSorted((a, b) => a - b)
    const isBackwards = range[1] < range[0]
    const caret = (
      <span className="ax-caret">
        <span className="ax-caret-name">{user.name}</span>
      </span>
    )
    return (
      <div
        key={clientId}
        className="ax-text-field ax-text-mirror"
        style={{ ...style, ...presenceInk(user.colour) }}
        aria-hidden="true"
      >
        {text.slice(0, from)}
        {isBackwards && caret}
        <span className="ax-peer-text">{text.slice(from, to)}</span>
        {!isBackwards && caret}
        {text.slice(to)}
      </div>
    )
  })
}
