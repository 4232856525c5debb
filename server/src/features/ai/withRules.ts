import { AppError } from '@axiom/shared/errors'

import { rulesProvider, type Provider } from './provider.ts'

/** What the provider says; when it cannot, what the rules say, and why it is them. */
export async function withRules<T>(
  provider: Provider,
  ask: (from: Provider) => Promise<T>,
): Promise<T & { note: string | null }> {
  try {
    return { ...(await ask(provider)), note: null }
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'unavailable' && error.code !== 'rate_limited')) throw error
    return { ...(await ask(rulesProvider)), note: `${error.message} The built-in rules answered instead.` }
  }
}
