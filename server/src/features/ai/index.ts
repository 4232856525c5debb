import type Router from '@koa/router'

import type { Documents } from '../../collaboration/documents.ts'
import type { Db } from '../../platform/db/port.ts'
import { createSharedCounts } from '../../platform/http/sharedCounts.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Metrics } from '../../platform/metrics/metrics.ts'
import type { AuthService, Mount } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import { createAnswerStore } from './answers.ts'
import { createChat } from './chatClient.ts'
import type { LanguageModel } from './languageModel.ts'
import { createMeters } from './meter.ts'
import { createModelProvider } from './modelProvider.ts'
import { rulesProvider } from './provider.ts'
import { aiRoutes } from './routes.ts'
import { createAiService, createAllow } from './service.ts'
import { createTalk } from './talk.ts'
import { createUsageStore } from './usage.ts'
import { createUsageService } from './usageService.ts'

export type { LanguageModel } from './languageModel.ts'

export interface AiDeps {
  /** None: the built-in rules suggest. */
  languageModel?: LanguageModel | undefined
  db: Db
  mount: Mount
  access: ProjectAccess
  users: Pick<AuthService, 'listUsers'>
  documents: Documents
  metrics: Metrics
  now: () => number
}

/** Suggestions: apps, screens, themes, widgets, improvements. They change nothing; people do. */
export async function createAi(deps: AiDeps): Promise<{ routes: Router<RequestState> }> {
  const { db, mount, access, documents, metrics, now, languageModel: settings } = deps
  const [count, usage, answers] = await Promise.all([
    createSharedCounts(db, now),
    createUsageStore(db, now),
    createAnswerStore(db, now),
  ])
  const model = settings ? { chat: createChat(settings), settings } : null
  const provider = model ? createModelProvider({ ...model, answers }) : rulesProvider
  const meters = createMeters({ usage, settings, metrics, now })
  const allow = createAllow({ access, count })
  const ai = createAiService({ allow, documents, provider, meters })
  const talk = createTalk({ allow, documents, meters, model })
  return { routes: aiRoutes(mount, { ai, talk, usage: createUsageService({ ...deps, usage, settings }) }) }
}
