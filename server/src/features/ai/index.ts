import type Router from '@koa/router'

import type { Documents } from '../../collaboration/documents.ts'
import type { Db } from '../../platform/db/port.ts'
import { createSharedCounts } from '../../platform/http/sharedCounts.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import { createChat, type ChatOptions } from './chatClient.ts'
import { createModelProvider } from './modelProvider.ts'
import { rulesProvider } from './provider.ts'
import { aiRoutes } from './routes.ts'
import { createAiService } from './service.ts'

export type { ChatOptions } from './chatClient.ts'

export interface AiDeps {
  /** None: the built-in rules suggest. */
  languageModel?: ChatOptions | undefined
  db: Db
  mount: Mount
  access: ProjectAccess
  documents: Documents
  now: () => number
}

/** Suggestions: apps, screens, themes, widgets, improvements. They change nothing; people do. */
export async function createAi({
  db,
  mount,
  access,
  documents,
  now,
  languageModel,
}: AiDeps): Promise<{ routes: Router<RequestState> }> {
  const count = await createSharedCounts(db, now)
  const provider = languageModel ? createModelProvider(createChat(languageModel), languageModel.model) : rulesProvider
  const service = createAiService({ access, documents, count, provider })
  return { routes: aiRoutes(mount, service) }
}
