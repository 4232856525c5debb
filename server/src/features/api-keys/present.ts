import type { ApiKey } from '@axiom/shared/contracts/apiKeys'

import type { StoredApiKey } from './store.ts'

/** A key without its secret. */
export function presentKey({ _id, name, scopes, prefix, createdAt, expiresAt, lastUsedAt }: StoredApiKey): ApiKey {
  return { id: _id, name, scopes, prefix, createdAt, expiresAt: expiresAt?.toISOString() ?? null, lastUsedAt }
}
