import { lazy, type ReactNode, Suspense, useState, useSyncExternalStore } from 'react'

import { r } from '../../texts/r.ts'
import type { Outbox } from './outbox.ts'

// Most visits need no list.
const OutboxList = lazy(() => import('./OutboxList.tsx'))

/** Says at the foot of the app what of this visitor waits on the device. */
export function OutboxFoot({ outbox }: { outbox: Outbox }): ReactNode {
  const posts = useSyncExternalStore(outbox.watch, outbox.posts)
  const [isOpen, setOpen] = useState(false)
  const refused = posts.filter(({ refusal }) => refusal !== null).length
  const waiting = posts.length - refused
  return (
    <>
      {posts.length > 0 && (
        <div className="ar-foot" role="status">
          <span>
            {waiting > 0 && r('outbox.waiting', { count: waiting })}{' '}
            {refused > 0 && r('outbox.refused', { count: refused })}
          </span>
          <button type="button" onClick={() => setOpen(true)}>
            {r('outbox.show')}
          </button>
        </div>
      )}
      {isOpen && (
        <Suspense fallback={null}>
          <OutboxList outbox={outbox} posts={posts} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
