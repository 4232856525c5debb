import type { AppPlan } from '@axiom/shared/suggest/plan'
import { suggestApp } from '@axiom/shared/suggest/suggestApp'

/** Who thinks of apps. Its plans are checked like input from outside, whoever it is. */
export interface Provider {
  source: 'rules' | 'model'
  /** Throws `unavailable` when it has no usable answer. */
  plan(brief: string, signal: AbortSignal): Promise<AppPlan>
}

/** The built-in rules: no key, no network, the same answer for the same words. */
export const rulesProvider: Provider = {
  source: 'rules',
  plan: (brief) => Promise.resolve(suggestApp(brief)),
}
