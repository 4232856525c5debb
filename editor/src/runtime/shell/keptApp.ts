/** Where the device keeps the app as its last visitor was sent it. */
export const KEPT_APP = 'axiom-app'

/** To be called when somebody signs in or out: the next who opens the app here must not be shown what the last one was. */
export async function forgetKeptApp(): Promise<void> {
  try {
    if ('caches' in globalThis) await caches.delete(KEPT_APP)
  } catch (error) {
    // Where pages may keep nothing, nothing was kept.
    if (!(error instanceof DOMException)) throw error
  }
}
