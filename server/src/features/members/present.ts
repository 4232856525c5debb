import type { ShareLink } from '@axiom/shared/contracts/members'

import type { StoredShareLink } from './store.ts'

/** A link without its secret; `url` only right after it was made. */
export function presentLink(link: StoredShareLink, url?: string): ShareLink {
  return {
    id: link._id,
    role: link.role,
    createdAt: link.createdAt,
    expiresAt: link.expiresAt?.toISOString() ?? null,
    ...(url === undefined ? {} : { url }),
  }
}
