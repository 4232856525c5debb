import type { ApiKey, CreateApiKeyInput } from '@axiom/shared/contracts/apiKeys'
import { parseModels } from '@axiom/shared/document/parseModels'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import type { Documents } from '../../collaboration/documents.ts'
import { hashSecret, keyHolder, newSecret, type UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import { presentKey } from './present.ts'
import type { ApiKeyStore, StoredApiKey } from './store.ts'

const DAY_MS = 86_400_000
const MAX_KEYS = 200
const PREFIX_LENGTH = 'axk_'.length + 6

export interface ApiKeyServiceDeps {
  store: ApiKeyStore
  access: ProjectAccess
  documents: Documents
  now: () => number
  /** Tells every process: its sockets and streams end. */
  onRevoked: (holder: string) => void
}

/** Keys with which programs come, made and revoked by a project's owners. */
export function createApiKeyService({ store, access, documents, now, onRevoked }: ApiKeyServiceDeps) {
  async function demandModels(projectId: string, scopes: readonly string[]): Promise<void> {
    const models = await documents.readDocument(projectId, parseModels)
    const known = new Set(['*', ...models.map(({ id }) => id)])
    const errors = scopes.flatMap((scope, i) => {
      const model = scope.split(':')[1]
      if (model === undefined || known.has(model)) return []
      return [{ path: `scopes/${i}`, code: 'unknown', message: 'This project has no such model. Name it by its id.' }]
    })
    if (errors.length > 0) throw new AppError('invalid_input', { errors })
  }

  return {
    async list(actor: UserActor, projectId: string): Promise<ApiKey[]> {
      await access.authorize(actor, projectId, 'apiKeys.manage')
      return (await store.list(projectId)).map((key) => presentKey(key))
    },

    async create(
      actor: UserActor,
      projectId: string,
      { name, scopes, expiresInDays: days }: CreateApiKeyInput,
    ): Promise<ApiKey> {
      await access.authorize(actor, projectId, 'apiKeys.manage')
      await demandModels(projectId, scopes)
      if ((await store.count(projectId)) >= MAX_KEYS)
        throw new AppError('conflict', { message: `A project has at most ${MAX_KEYS} API keys. Revoke one first.` })
      const secret = `axk_${newSecret()}`
      const key: StoredApiKey = {
        _id: newId(),
        projectId,
        name,
        scopes: [...new Set(scopes)],
        secretHash: hashSecret(secret),
        prefix: secret.slice(0, PREFIX_LENGTH),
        createdBy: actor.userId,
        createdAt: new Date(now()).toISOString(),
        expiresAt: days === null ? null : new Date(now() + days * DAY_MS),
        lastUsedAt: null,
      }
      await store.insert(key)
      return { ...presentKey(key), secret }
    },

    async remove(actor: UserActor, projectId: string, id: string): Promise<void> {
      await access.authorize(actor, projectId, 'apiKeys.manage')
      if ((await store.remove(projectId, id)) === 0) throw new AppError('not_found')
      onRevoked(keyHolder(id))
    },
  }
}

export type ApiKeyService = ReturnType<typeof createApiKeyService>
