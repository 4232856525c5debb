import type { VisitInput } from '@axiom/shared/contracts/visits'

let isFirst = true

/** Lets the app's own server count a visit. Nothing is told by browsers whose people asked not to be followed, and nothing is stored in any. */
export function tellVisit(kind: VisitInput['kind'], screenId: string): void {
  if (asksForPrivacy() || !navigator.onLine) return
  const visit: VisitInput = { kind, screenId, ...(isFirst ? cameFrom() : {}) }
  isFirst = false
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, keepalive: true }
  // Whether it was counted is nothing that a visitor needs to know.
  fetch('/api/app/visits', { ...init, body: JSON.stringify(visit) }).catch(() => undefined)
}

function asksForPrivacy(): boolean {
  return navigator.doNotTrack === '1' || Reflect.get(navigator, 'globalPrivacyControl') === true
}

/** The site that led here; pages of the app itself are none. */
function cameFrom(): { referrer?: string } {
  const { hostname } = URL.canParse(document.referrer) ? new URL(document.referrer) : location
  return hostname === location.hostname ? {} : { referrer: hostname.slice(0, 200) }
}
