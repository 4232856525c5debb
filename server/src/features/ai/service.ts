import type {
  AppSuggestion,
  DesignThemeInput,
  GenerateApiInput,
  Improvements,
  ScreenCritique,
  ScreenIdea,
  ThemeIdea,
  WidgetIdea,
  WidgetSuggestionsInput,
} from '@axiom/shared/contracts/ai'
import type { Difference } from '@axiom/shared/document/diff'
import { parseModels } from '@axiom/shared/document/parseModels'
import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'
import type { Json } from '@axiom/shared/json'
import { planDifference } from '@axiom/shared/suggest/applyPlan'
import { setting } from '@axiom/shared/suggest/finding'
import { findingsOf, outlineFor } from '@axiom/shared/suggest/ideas'
import { modelNamed, screenOfModel, screenOfPlan, type PlannedScreen } from '@axiom/shared/suggest/planScreen'
import { critique, gravestFirst, suggestImprovements } from '@axiom/shared/suggest/suggestImprovements'
import { suggestWidgets } from '@axiom/shared/suggest/suggestWidgets'

import type { Documents } from '../../collaboration/documents.ts'
import type { SharedCounts } from '../../platform/http/sharedCounts.ts'
import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Meters } from './meter.ts'
import type { Provider, Thinking } from './provider.ts'
import { createTrial } from './trial.ts'
import { withRules } from './withRules.ts'

export interface AiServiceDeps {
  documents: Documents
  allow: Allow
  provider: Provider
  meters: Meters
}

/** Who waits for an answer, and how. */
export type Waiting = Omit<Thinking, 'meter'>

/** Suggestions that one account gets in a minute. */
export const MOST_IN_A_MINUTE = 60

export type Allow = (actor: UserActor, projectId: string | undefined) => Promise<void>

export interface AllowDeps {
  access: ProjectAccess
  /** Suggestions cost time, and those of a language model money: counted by account, by all processes together. */
  count: SharedCounts
}

/** Suggestions are for those who may edit, so many in a minute. */
export function createAllow({ access, count }: AllowDeps): Allow {
  return async (actor, projectId) => {
    if (projectId !== undefined) await access.authorize(actor, projectId, 'document.write')
    const { count: made, msLeft } = await count(`ai ${actor.userId}`, 60)
    if (made > MOST_IN_A_MINUTE) throw new AppError('rate_limited', { retryAfter: msLeft / 1_000 })
  }
}

export function createAiService({ allow, documents, provider, meters }: AiServiceDeps) {
  const { possible, applicable } = createTrial(documents)

  async function possibleScreen(projectId: string, make: (doc: ProjectDoc) => PlannedScreen): Promise<ScreenIdea> {
    const why: string[] = []
    const difference = await possible(projectId, (doc) => {
      const planned = make(doc)
      why.push(...planned.why)
      return planned.difference
    })
    return { why, difference }
  }

  return {
    async generateApi(actor: UserActor, input: GenerateApiInput, waiting: Waiting): Promise<AppSuggestion> {
      const { brief, projectId } = input
      await allow(actor, projectId)
      const models = projectId === undefined ? [] : await documents.readDocument(projectId, parseModels)
      const task = models.length === 0 ? 'app' : 'change'
      const meter = meters(actor.userId, projectId ?? null)
      const thought = await provider.plan({ task, brief, models }, { ...waiting, meter })
      const { plan } = thought
      const difference = projectId === undefined ? null : await possible(projectId, (doc) => planDifference(doc, plan))
      return { ...thought, difference }
    },

    async improvements(actor: UserActor, projectId: string, waiting: Waiting): Promise<Improvements> {
      await allow(actor, projectId)
      const thinking = { ...waiting, meter: meters(actor.userId, projectId) }
      const outline = await documents.readDocument(projectId, outlineFor)
      const { ideas, ...thinker } = await withRules(provider, (from) => from.ideas(outline, thinking))
      const found = await documents.readDocument(projectId, suggestImprovements)
      const added = await applicable(
        projectId,
        await documents.readDocument(projectId, (doc) => findingsOf(doc, ideas)),
      )
      return { ...thinker, data: gravestFirst([...found, ...added]) }
    },

    async widgets(actor: UserActor, { projectId, ...context }: WidgetSuggestionsInput): Promise<WidgetIdea[]> {
      await allow(actor, projectId)
      return documents.readDocument(projectId, (doc) => {
        demandScreen(doc, context.screenId)
        // Specifications of nodes are plain data.
        return suggestWidgets(doc, context).map((idea) => ({ ...idea, nodes: idea.nodes as unknown as Json[] }))
      })
    },

    async screen(actor: UserActor, projectId: string, brief: string, waiting: Waiting): Promise<ScreenIdea> {
      await allow(actor, projectId)
      const models = await documents.readDocument(projectId, parseModels)
      const known = modelNamed(models, brief)
      if (known) return possibleScreen(projectId, (doc) => screenOfModel(doc, known))
      const meter = meters(actor.userId, projectId)
      const { plan } = await provider.plan({ task: 'screen', brief, models }, { ...waiting, meter })
      return possibleScreen(projectId, (doc) => screenOfPlan(doc, plan))
    },

    async theme(actor: UserActor, { words, projectId }: DesignThemeInput, waiting: Waiting): Promise<ThemeIdea> {
      await allow(actor, projectId)
      const thinking = { ...waiting, meter: meters(actor.userId, projectId ?? null) }
      const { theme, ...thinker } = await withRules(provider, (from) => from.theme(words, thinking))
      const difference =
        projectId === undefined ? null : await possible(projectId, (doc) => setting(doc, 'theme', null, theme.tokens))
      return { ...thinker, ...theme, difference }
    },

    async critique(actor: UserActor, projectId: string, screenId: string): Promise<ScreenCritique> {
      await allow(actor, projectId)
      return documents.readDocument(projectId, (doc) => {
        demandScreen(doc, screenId)
        return critique(doc, screenId)
      })
    },

    async fromModel(actor: UserActor, projectId: string, modelId: string): Promise<ScreenIdea> {
      await allow(actor, projectId)
      return possibleScreen(projectId, (doc) => {
        const model = parseModels(doc).find(({ id }) => id === modelId)
        if (!model) throw new AppError('not_found')
        return screenOfModel(doc, model)
      })
    },
  }
}

export type AiService = ReturnType<typeof createAiService>

function demandScreen(doc: ProjectDoc, screenId: string): void {
  if (!doc.roots.screens.has(screenId)) throw new AppError('not_found')
}
