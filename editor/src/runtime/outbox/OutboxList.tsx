import type { Json } from '@axiom/shared/json'
import { isObject } from '@axiom/shared/json'
import { type ReactNode, useEffect, useRef, useState } from 'react'

import { formatMoment, r } from '../../texts/r.ts'
import type { Outbox } from './outbox.ts'
import type { WaitingPost } from './outboxStore.ts'

import './outbox.css'

interface Props {
  outbox: Outbox
  posts: readonly WaitingPost[]
  onClose: () => void
}

/** What waits, what was refused and why, and what can be done about it. */
export default function OutboxList({ outbox, posts, onClose }: Props): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className="ar-outbox" aria-labelledby="outbox-title" onClose={onClose}>
      <h2 id="outbox-title">{r('outbox.title')}</h2>
      <p>{r(posts.length === 0 ? 'outbox.none' : 'outbox.lead')}</p>
      <ul>
        {posts.map((post) => (
          <Entry key={post.key} post={post} outbox={outbox} />
        ))}
      </ul>
      <button type="button" className="aw-button is-filled" onClick={() => dialog.current?.close()}>
        {r('outbox.close')}
      </button>
    </dialog>
  )
}

function Entry({ post, outbox }: { post: WaitingPost; outbox: Outbox }): ReactNode {
  const [isSure, setSure] = useState(false)
  const { title, at, refusal } = post
  return (
    <li>
      <div>
        <strong>{title}</strong> <small>{formatMoment(new Date(at).toISOString())}</small>
        <p>{summaryOf(post)}</p>
        <p className={refusal === null ? undefined : 'is-refused'}>
          {refusal === null ? r('outbox.waits') : r('outbox.advice', { message: refusal })}
        </p>
      </div>
      <button
        type="button"
        className="aw-button is-outline"
        aria-label={r('outbox.retryOne', { title })}
        onClick={() => void outbox.retry(post)}
      >
        {r('outbox.retry')}
      </button>
      <button
        type="button"
        className="aw-button is-outline"
        aria-label={isSure ? undefined : r('outbox.discardOne', { title })}
        onClick={() => (isSure ? void outbox.discard(post) : setSure(true))}
      >
        {r(isSure ? 'outbox.discardSure' : 'outbox.discard')}
      </button>
    </li>
  )
}

/** So much that one knows it again. */
function summaryOf({ body }: WaitingPost): string {
  const values: Json = isObject(body['formData']) ? (body['formData'] as Json) : body
  return Object.values(isObject(values) ? values : {})
    .filter((value) => ['string', 'number'].includes(typeof value) && value !== '')
    .map(String)
    .slice(0, 3)
    .join(' · ')
    .slice(0, 120)
}
