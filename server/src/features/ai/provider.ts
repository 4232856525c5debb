import type { AiTask } from '@axiom/shared/contracts/ai'
import type { ModelView } from '@axiom/shared/document/views'
import type { IdeaPlan, outlineFor } from '@axiom/shared/suggest/ideas'
import type { AppPlan } from '@axiom/shared/suggest/plan'
import { suggestChange } from '@axiom/shared/suggest/suggestChange'
import { suggestTheme, type ThemeSuggestion } from '@axiom/shared/suggest/suggestTheme'

import type { Meter } from './meter.ts'

export interface Question {
  task: AiTask
  brief: string
  /** What the project has already. */
  models: readonly ModelView[]
}

/** On whose account it is thought, how far it is, and when nobody waits any more. */
export interface Thinking {
  meter: Meter
  signal: AbortSignal
  onProgress?: ((characters: number) => void) | undefined
}

export interface Thought {
  source: 'rules' | 'model'
  /** What the model is called; null: there is none. */
  model: string | null
  plan: AppPlan
}

/**
 * Who thinks of apps. What it says is checked like input from outside, whoever it is. Each throws `unavailable` when it has no usable
 * answer, `rate_limited` when somebody has had his share.
 */
export interface Provider {
  plan(question: Question, thinking: Thinking): Promise<Thought>
  theme(words: string, thinking: Thinking): Promise<{ model: string | null; theme: ThemeSuggestion }>
  /** What to make better beside what the rules find. */
  ideas(outline: ReturnType<typeof outlineFor>, thinking: Thinking): Promise<{ model: string | null; ideas: IdeaPlan }>
}

/** The built-in rules: no key, no network, the same answer for the same words. */
export const rulesProvider: Provider = {
  async plan({ brief, models }, { meter }) {
    const plan = suggestChange(brief, models)
    await meter.count({ model: null, outcome: 'answered' })
    return { source: 'rules', model: null, plan }
  },
  theme: (words) => Promise.resolve({ model: null, theme: suggestTheme(words) }),
  ideas: () => Promise.resolve({ model: null, ideas: { ideas: [] } }),
}
