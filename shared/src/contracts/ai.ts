import { z } from 'zod'

import { ROOTS } from '../document/projectDoc.ts'
import { FINDING_KINDS } from '../suggest/finding.ts'
import { AppPlan } from '../suggest/plan.ts'
import { AnyJson, Id, listOf } from './common.ts'
import type { RouteSpec } from './route.ts'

/** What a language model may be asked for: a first app, a change of one, a screen, a look, what to make better, an answer. Each may have a model of its own. */
export const AI_TASKS = ['app', 'change', 'screen', 'theme', 'improvements', 'chat'] as const
export type AiTask = (typeof AI_TASKS)[number]

const Words = z.string().trim().min(1).max(4_000)

/** With a project, the answer also says what would change in it. */
export const GenerateApiInput = z.strictObject({ brief: Words, projectId: Id.optional() })
export type GenerateApiInput = z.infer<typeof GenerateApiInput>

export const ImprovementsInput = z.strictObject({ projectId: Id })
/** What is selected, if anything, says what comes next. */
export const WidgetSuggestionsInput = z.strictObject({ projectId: Id, screenId: Id, nodeId: Id.optional() })
export type WidgetSuggestionsInput = z.infer<typeof WidgetSuggestionsInput>
export const DesignScreenInput = z.strictObject({ projectId: Id, brief: Words })
export const DesignThemeInput = z.strictObject({ words: Words, projectId: Id.optional() })
export type DesignThemeInput = z.infer<typeof DesignThemeInput>
export const CritiqueInput = z.strictObject({ projectId: Id, screenId: Id })
export const FromModelInput = z.strictObject({ projectId: Id, modelId: Id })

/** A conversation about a project so far; the last word is the question. */
export const AiChatInput = z.strictObject({
  projectId: Id,
  messages: z
    .array(z.strictObject({ role: z.enum(['user', 'assistant']), content: Words }))
    .min(1)
    .max(40)
    .refine((messages) => messages.at(-1)?.role === 'user', 'the last message must be the user’s'),
})
export type AiChatInput = z.infer<typeof AiChatInput>

/** A change to a project's document, as a proposal takes it. */
export const SuggestedDifference = z.object({
  entries: z.array(
    z.object({
      root: z.enum(ROOTS),
      row: z.string().nullable(),
      key: z.string().nullable(),
      from: z.unknown(),
      to: z.unknown(),
    }),
  ),
})

/** Who thought of something. */
const Thinker = z.object({
  /** What the operator’s server calls the language model; null: the built-in rules. */
  model: z.string().nullable(),
  /** Why the rules answered in place of the language model; null: they did not. */
  note: z.string().nullable(),
})

/** Nothing is changed by any of these: the difference is for people to propose, accept in whole or in part, or drop. */
export const AppSuggestion = z.object({
  /** Who thought of it: the built-in rules, or the language model that the operator has named. */
  source: z.enum(['rules', 'model']),
  /** What the operator’s server calls the model; null: the rules. */
  model: z.string().nullable(),
  plan: AppPlan,
  difference: SuggestedDifference.nullable(),
})
export type AppSuggestion = z.infer<typeof AppSuggestion>

export const Improvement = z.object({
  kind: z.enum([...FINDING_KINDS, 'idea']),
  severity: z.enum(['high', 'medium', 'low']),
  id: z.string(),
  name: z.string(),
  screenId: z.string().nullable(),
  message: z.string(),
  fix: z.object({ label: z.string(), difference: SuggestedDifference }).nullable(),
})
export type Improvement = z.infer<typeof Improvement>

/** What the rules find, and what the language model adds to it. */
export const Improvements = Thinker.extend({ data: z.array(Improvement) })
export type Improvements = z.infer<typeof Improvements>

export const ScreenCritique = z.object({ score: z.number(), findings: z.array(Improvement) })
export type ScreenCritique = z.infer<typeof ScreenCritique>

export const WidgetIdea = z.object({
  label: z.string(),
  why: z.string(),
  parentId: z.string(),
  nodes: z.array(AnyJson),
})
export type WidgetIdea = z.infer<typeof WidgetIdea>

export const ThemeIdea = Thinker.extend({
  tokens: z.record(z.string(), AnyJson),
  why: z.array(z.string()),
  difference: SuggestedDifference.nullable(),
})
export type ThemeIdea = z.infer<typeof ThemeIdea>

export const ScreenIdea = z.object({ why: z.array(z.string()), difference: SuggestedDifference })
export type ScreenIdea = z.infer<typeof ScreenIdea>

/** Answers of the last 30 days. */
const Usage = z.object({
  answered: z.number(),
  /** Given again from what was kept, at no cost. */
  kept: z.number(),
  failed: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cost: z.number(),
})
export type Usage = z.infer<typeof Usage>

export const AiUsage = z.object({
  /** Who suggests now: the model's name, null for the built-in rules. */
  model: z.string().nullable(),
  /** Of `cost`; null: the operator has said no prices. */
  currency: z.string().nullable(),
  /** Answers of the language model that an account gets in a day. */
  dailyRequests: z.number(),
  /** What a project may spend in a month; null: no bound. */
  monthlyCost: z.number().nullable(),
  total: Usage,
  /** The largest cost first. */
  people: z.array(Usage.extend({ userId: z.string(), name: z.string(), model: z.string().nullable() })),
})
export type AiUsage = z.infer<typeof AiUsage>

/** Who answers here. */
export const AiEngine = z.object({
  /** The language model for questions; null: there is none, and the built-in rules do what they can. */
  model: z.string().nullable(),
})
export type AiEngine = z.infer<typeof AiEngine>

const SUGGESTION = { method: 'post', access: 'signedIn', limit: 'write', status: 200 } as const
const IN_PROJECT = ['forbidden', 'not_found'] as const
const ADDED = [...IN_PROJECT, 'update_refused'] as const

export const aiApi = {
  generateApi: {
    ...SUGGESTION,
    id: 'ai.generateApi',
    path: '/api/ai/generate-api',
    summary: 'Models, rules and screens for a description in words; changes nothing',
    body: GenerateApiInput,
    answer: AppSuggestion,
    errors: [...ADDED, 'unavailable'],
  },
  generateApiStream: {
    ...SUGGESTION,
    id: 'ai.generateApiStream',
    path: '/api/ai/generate-api/stream',
    summary: 'The same as a stream: `progress` with the characters so far, then `result` with the answer, or `problem`',
    body: GenerateApiInput,
    answer: 'text/event-stream',
    errors: [...ADDED, 'unavailable'],
  },
  chat: {
    ...SUGGESTION,
    id: 'ai.chat',
    path: '/api/ai/chat',
    summary:
      'What a language model says about a project, as a stream: `token` after `token`, then `done`, or `problem`; changes nothing',
    body: AiChatInput,
    answer: 'text/event-stream',
    errors: [...IN_PROJECT, 'unavailable'],
  },
  engine: {
    id: 'ai.engine',
    method: 'get',
    path: '/api/ai/engine',
    summary: 'Whether a language model answers here, and what it is called',
    access: 'signedIn',
    limit: 'api',
    status: 200,
    answer: AiEngine,
  },
  usageOfAll: {
    id: 'ai.usageOfAll',
    method: 'get',
    path: '/api/ai/usage',
    summary: 'What all accounts asked of language models and rules in the last 30 days, for administrators',
    access: 'signedIn',
    limit: 'api',
    status: 200,
    answer: AiUsage,
    errors: ['forbidden'],
  },
  usage: {
    id: 'ai.usage',
    method: 'get',
    path: '/api/projects/{id}/ai-usage',
    summary: 'What was asked for a project in the last 30 days, by person and model, and what it cost',
    access: 'ai.usage',
    limit: 'api',
    status: 200,
    answer: AiUsage,
  },
  improvements: {
    ...SUGGESTION,
    id: 'ai.improvements',
    path: '/api/ai/suggest-improvements',
    summary: 'What would make a project better, each with the edit that does it; the gravest first, at most 100',
    body: ImprovementsInput,
    answer: Improvements,
    errors: IN_PROJECT,
  },
  widgets: {
    ...SUGGESTION,
    id: 'ai.widgets',
    path: '/api/widget-suggestions',
    summary: 'What usually comes next on a screen or in a widget, bound and labelled',
    body: WidgetSuggestionsInput,
    answer: listOf(WidgetIdea),
    errors: IN_PROJECT,
  },
  screen: {
    ...SUGGESTION,
    id: 'ai.screen',
    path: '/api/ui-design/screen',
    summary: 'A screen for a description in words, with the models that it needs and the project does not have',
    body: DesignScreenInput,
    answer: ScreenIdea,
    errors: [...ADDED, 'unavailable'],
  },
  theme: {
    ...SUGGESTION,
    id: 'ai.theme',
    path: '/api/ui-design/theme',
    summary: 'A theme for some words, in which every text can be read',
    body: DesignThemeInput,
    answer: ThemeIdea,
    errors: IN_PROJECT,
  },
  critique: {
    ...SUGGESTION,
    id: 'ai.critique',
    path: '/api/ui-design/critique',
    summary: 'How a screen does, from 0 to 100, and what would make it better',
    body: CritiqueInput,
    answer: ScreenCritique,
    errors: IN_PROJECT,
  },
  fromModel: {
    ...SUGGESTION,
    id: 'ai.fromModel',
    path: '/api/ui-design/from-model',
    summary: 'A screen with numbers, table and form for one model',
    body: FromModelInput,
    answer: ScreenIdea,
    errors: ADDED,
  },
} as const satisfies Record<string, RouteSpec>
