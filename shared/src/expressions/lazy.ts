import type { Evaluator, Outcome } from './evaluator.ts'
import { readSimple } from './path.ts'

let loading: Promise<Evaluator> | undefined

/** The evaluator of this page. JSONata is only loaded by the first expression that needs it. Rejects where it cannot be loaded. */
export function loadEvaluator(): Promise<Evaluator> {
  loading ??= import('./evaluator.ts').then((module) => module.createEvaluator())
  // Offline now, perhaps not later.
  loading.catch(() => (loading = undefined))
  return loading
}

/** The value of any expression; literals and plain paths need no JSONata [M13]. */
export async function evaluate(source: string, scope: unknown): Promise<Outcome> {
  const value = readSimple(source, scope)
  if (value !== undefined) return { ok: true, value }
  return (await loadEvaluator()).evaluate(source, scope)
}
