import type { OutboxStore, WaitingPost } from './outboxStore.ts'

/** What waits of one visitor, as pages show it, in every tab of the app. */
export function createShownPosts(owner: string, store: () => Promise<OutboxStore>) {
  const listeners = new Set<() => void>()
  /** On their way: they do not wait, unless no answer comes. */
  const flying = new Set<string>()
  let others: BroadcastChannel | null = null
  let shown: readonly WaitingPost[] = []
  let shows = 0

  const own = async (): Promise<WaitingPost[]> => (await (await store()).list()).filter((one) => one.owner === owner)

  async function show(): Promise<void> {
    const turn = ++shows
    const found = await own()
    // What was read before must not come after.
    if (turn !== shows) return
    shown = found.filter(({ key }) => !flying.has(key))
    for (const listener of listeners) listener()
  }

  return {
    flying,
    /** All of this visitor, the oldest first. */
    own,
    /** As it is now; a post changes while its files are sent. */
    latest: async (post: WaitingPost): Promise<WaitingPost> =>
      (await own()).find(({ key }) => key === post.key) ?? post,
    posts: () => shown,
    watch(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async changed(): Promise<void> {
      await show()
      others?.postMessage(null)
    },
    open(): void {
      others = new BroadcastChannel('axiom-outbox')
      others.onmessage = () => void show()
    },
    close(): void {
      others?.close()
      others = null
    },
  }
}
