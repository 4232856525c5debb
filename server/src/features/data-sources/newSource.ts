import { newId } from '@axiom/shared/ids'

import type { StoredSource } from './store.ts'

type NewSource = Pick<StoredSource, 'projectId' | 'name' | 'config' | 'readOnly'> & { instant: string }

/** A source that nobody has asked anything yet, without a secret. */
export function newSource({ instant, ...said }: NewSource): StoredSource {
  return {
    _id: newId(),
    ...said,
    secret: null,
    revision: newId(),
    cacheVersion: 0,
    file: null,
    createdAt: instant,
    updatedAt: instant,
    runs: 0,
    failures: 0,
    totalMs: 0,
    lastUsedAt: null,
    lastError: null,
  }
}
