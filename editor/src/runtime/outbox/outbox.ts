import { newId } from '@axiom/shared/ids'

import { type FormPost, type Keeper, sendPost } from '../../widgets/formPost.ts'
import { fetchOnce } from '../fetchJson.ts'
import { alone, type Answer, attempt, refusalOf } from './attempt.ts'
import { keepFile, removeFilesOf, removeForgotten } from './files.ts'
import { openOutboxStore, type OutboxStore, type WaitingPost } from './outboxStore.ts'
import { createShownPosts } from './shownPosts.ts'

/** Between tries while something waits; each is twice as long as the last. */
const [FIRST_MS, LONGEST_MS] = [5_000, 5 * 60_000]

export interface Outbox extends Keeper {
  /** What waits of this visitor, the oldest first. The same list until something in it changes. */
  posts: () => readonly WaitingPost[]
  watch: (listener: () => void) => () => void
  /** Tries again what was refused, too. */
  retry: (post: WaitingPost) => Promise<void>
  discard: (post: WaitingPost) => Promise<void>
  /** Sends what waits as soon as there is a network. `begun`: all of it has been tried once. */
  start: () => { begun: Promise<void>; stop: () => void }
}

export interface OutboxOptions {
  /** The screen that is open. */
  onScreen?: () => string
  /** Told of each post that the server has taken, with the screen where it was made. */
  onTaken?: (screenId: string) => void
  open?: () => Promise<OutboxStore>
}

/**
 * What a visitor sends without network waits on his device, under his name, and is sent once. Each post is kept before it is sent for
 * the first time: neither a lost answer nor a closed page loses it, and its key makes that it counts once.
 */
export function createOutbox(
  owner: string,
  { onScreen = () => '', onTaken, open = openOutboxStore }: OutboxOptions = {},
): Outbox {
  let opened: Promise<OutboxStore> | null = null
  const store = (): Promise<OutboxStore> => (opened ??= open())
  const shown = createShownPosts(owner, store)
  const { flying, own, latest, changed } = shown
  const flusher = createFlusher(async () => {
    const waiting = (await own()).filter(({ key, refusal }) => refusal === null && !flying.has(key))
    for (const post of waiting) if (!(await settle(post))) return false
    return true
  })
  let lastAt = 0

  async function remove(post: WaitingPost): Promise<void> {
    await removeFilesOf(await store(), post)
    await (await store()).remove(post.key)
  }

  /** False when no answer settled it. What another tab sends is settled there. */
  async function settle({ key }: WaitingPost): Promise<boolean> {
    const isSettled = await alone(key, async () => {
      const post = (await own()).find((one) => one.key === key)
      const answer = post && (await attempt(await store(), post))
      if (!post || !answer) return post === undefined
      if (answer.status < 300) {
        await remove(post)
        onTaken?.(post.screenId)
      } else await (await store()).put({ ...(await latest(post)), refusal: refusalOf(answer.body) })
      return true
    })
    await changed()
    return isSettled ?? true
  }

  async function deliver(sent: FormPost): Promise<Answer | null> {
    // Never two at the same moment: they are sent in order.
    lastAt = Math.max(Date.now(), lastAt + 1)
    const post: WaitingPost = { ...sent, key: newId(24), owner, screenId: onScreen(), at: lastAt, refusal: null }
    flying.add(post.key)
    // Private windows, and frames of other sites, may have no room: then it is sent, and nothing is kept.
    const isKept = await keep(store, post)
    try {
      const answer = isKept ? await settleFirst(post) : await sendPost(fetchOnce(post.key), post)
      if (answer !== null && answer.status < 300) onTaken?.(post.screenId)
      return answer
    } finally {
      flying.delete(post.key)
      if (isKept) await changed()
    }
  }

  /** The first try; what is refused goes back to the form. */
  async function settleFirst(post: WaitingPost): Promise<Answer | null> {
    const answer = await alone(post.key, async () => attempt(await store(), post))
    if (answer !== null) await remove(await latest(post))
    else flusher.later()
    return answer
  }

  return {
    deliver,
    keepFile: async (file, place) => keepFile(await store(), file, place),
    posts: shown.posts,
    watch: shown.watch,
    async retry(post) {
      await (await store()).put({ ...(await latest(post)), refusal: null })
      await changed()
      await flusher.flush()
    },
    async discard(post) {
      await remove(await latest(post))
      await changed()
    },
    start() {
      const life = new AbortController()
      return { begun: begin({ store, shown, flusher }, life.signal), stop: () => life.abort() }
    },
  }
}

interface Parts {
  store: () => Promise<OutboxStore>
  shown: ReturnType<typeof createShownPosts>
  flusher: ReturnType<typeof createFlusher>
}

async function begin({ store, shown, flusher }: Parts, life: AbortSignal): Promise<void> {
  const found = await store().catch(() => null)
  if (!found || life.aborted) return
  shown.open()
  const sleep = flusher.wake()
  life.addEventListener('abort', () => {
    sleep()
    shown.close()
  })
  await removeForgotten(found, await found.list())
  await shown.changed()
  await flusher.flush()
}

/** False where the browser has no room for it. */
async function keep(store: () => Promise<OutboxStore>, post: WaitingPost): Promise<boolean> {
  try {
    await (await store()).put(post)
    return true
  } catch {
    return false
  }
}

/** Runs `send` when there may be a network again, one run at a time, and later again when it answers false. */
function createFlusher(send: () => Promise<boolean>) {
  let [timer, waitMs, isFlushing] = [0, FIRST_MS, false]

  function later(): void {
    clearTimeout(timer)
    timer = Number(setTimeout(() => void flush(), waitMs))
    waitMs = Math.min(LONGEST_MS, 2 * waitMs)
  }

  async function flush(): Promise<void> {
    if (isFlushing) return
    isFlushing = true
    clearTimeout(timer)
    try {
      if (await send()) waitMs = FIRST_MS
      else later()
    } finally {
      isFlushing = false
    }
  }

  return {
    flush,
    later,
    /** Listens to what may mean that there is a network; returns the function that stops. */
    wake(): () => void {
      const onWake = (): void => {
        if (!document.hidden) void flush()
      }
      addEventListener('online', onWake)
      document.addEventListener('visibilitychange', onWake)
      return () => {
        clearTimeout(timer)
        removeEventListener('online', onWake)
        document.removeEventListener('visibilitychange', onWake)
      }
    },
  }
}
