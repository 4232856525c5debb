import type { Outbox } from './outbox.ts'

/**
 * At an address that the app has left (the shell is shown there only while something waits), the page goes to where the app is as soon as
 * everything has been sent. Returns the function that stops.
 */
export function leadOnWhenSent(outbox: Outbox): () => void {
  let waited = false
  return outbox.watch(() => {
    const waits = outbox.posts().length > 0
    if (waited && !waits) void leadOn()
    waited = waits
  })
}

async function leadOn(): Promise<void> {
  // Not the address of the page: a redirect that is followed would be an error of another origin.
  const answer = await fetch('/', { method: 'HEAD', redirect: 'manual' }).catch(() => null)
  if (answer?.type === 'opaqueredirect') location.reload()
}
