import { IconX } from '@tabler/icons-react'
import { useEffect, type ReactNode } from 'react'

import { watchFollowing } from '../../canvas/following.ts'
import { usePeers, useProjectSession } from '../../document/hooks.ts'
import { follow, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { inkOf } from '../../ui/Avatar.tsx'

/** A frame in the colour of the person through whose eyes one looks, with the way out. */
export function FollowFrame(): ReactNode {
  const session = useProjectSession()
  useEffect(() => watchFollowing(session), [session])
  const following = useEditorState((state) => state.following)
  const peer = usePeers().find(({ clientId }) => clientId === following)
  if (!peer) return null
  return (
    <div className="ax-follow" style={inkOf(peer.user.colour)} data-testid="follow-frame">
      <button
        type="button"
        data-keeps-following
        onClick={() => follow(null)}
        aria-label={t('follow.stop', { name: peer.user.name })}
      >
        {t('follow.following', { name: peer.user.name })}
        <IconX size={12} stroke={2} aria-hidden="true" />
      </button>
    </div>
  )
}
