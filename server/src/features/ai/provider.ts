import type { ModelView } from '@axiom/shared/document/views'
import type { AppPlan } from '@axiom/shared/suggest/plan'
import { suggestChange } from '@axiom/shared/suggest/suggestChange'

/** Who thinks of apps. Its plans are checked like input from outside, whoever it is. */
export interface Provider {
  source: 'rules' | 'model'
  /** What the model is called; null: there is none. */
  model: string | null
  /** `models`: what the project has already. Throws `unavailable` when it has no usable answer. */
  plan(brief: string, models: readonly ModelView[], signal: AbortSignal): Promise<AppPlan>
}

/** The built-in rules: no key, no network, the same answer for the same words. */
export const rulesProvider: Provider = {
  source: 'rules',
  model: null,
  plan: (brief, models) => Promise.resolve(suggestChange(brief, models)),
}
