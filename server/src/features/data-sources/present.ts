import type { DataSource } from '@axiom/shared/contracts/dataSources'

import type { StoredSource } from './store.ts'

/** A source as it is answered: whether it has a secret, never which. */
export function presentSource(source: StoredSource): DataSource {
  const { _id: id, projectId, name, config, readOnly, createdAt, updatedAt, runs, failures, totalMs } = source
  return {
    id,
    projectId,
    name,
    config,
    readOnly,
    hasSecret: source.secret !== null,
    lacks: source.lacks ?? [],
    fileName: source.file?.name ?? null,
    createdAt,
    updatedAt,
    stats: {
      runs,
      failures,
      averageMs: runs === 0 ? null : Math.round(totalMs / runs),
      successRate: runs === 0 ? null : (runs - failures) / runs,
      lastUsedAt: source.lastUsedAt,
      lastError: source.lastError,
    },
  }
}
