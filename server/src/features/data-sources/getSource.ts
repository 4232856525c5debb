import { AppError } from '@axiom/shared/errors'

import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { SourceStore, StoredSource } from './store.ts'

/** The source, for those who may manage those of its project; a missing and a forbidden one answer alike. */
export async function getSource(
  { store, access }: { store: SourceStore; access: ProjectAccess },
  actor: UserActor,
  id: string,
): Promise<StoredSource> {
  const source = await store.find(id)
  if (!source) throw new AppError('not_found')
  await access.authorize(actor, source.projectId, 'dataSources.manage')
  return source
}
