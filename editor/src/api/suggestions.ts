import type { AppSuggestion, GenerateApiInput, ScreenIdea, ThemeIdea } from '@axiom/shared/contracts/ai'
import type { CreateProposalInput, Proposal } from '@axiom/shared/contracts/proposals'

import { t } from '../texts/t.ts'
import { api } from './client.ts'

/** Who thought of a suggestion, as people know it. */
export const engineName = ({ model }: Pick<AppSuggestion, 'model'>): string => model ?? t('assist.rules')

export const suggestApp = (input: GenerateApiInput, signal?: AbortSignal): Promise<AppSuggestion> =>
  api.post<AppSuggestion>('/api/ai/generate-api', input, signal && { signal })

export const suggestTheme = (words: string): Promise<ThemeIdea> =>
  api.post<ThemeIdea>('/api/ui-design/theme', { words })

/** A screen with which people keep the records of a model. */
export async function suggestScreen(projectId: string, model: { id: string; label: string }): Promise<Suggested> {
  const body = { projectId, modelId: model.id }
  const { difference, why } = await api.post<ScreenIdea>('/api/ui-design/from-model', body)
  return { title: t('screenFor.title', { name: model.label }), difference, why }
}

/** What a program suggests: the answers of the server are differences already. */
export interface Suggested {
  title: string
  difference: { entries: readonly unknown[] } | null
  why?: readonly string[]
  madeBy?: string
}

/** Hands a suggestion in for people to decide on; null where it would change nothing. */
export async function propose(projectId: string, suggested: Suggested): Promise<Proposal | null> {
  const { title, difference, why = [], madeBy = t('assist.rules') } = suggested
  if (difference === null || difference.entries.length === 0) return null
  const reason: CreateProposalInput['reason'] = 'ai'
  return api.post<Proposal>(`/api/projects/${projectId}/proposals`, {
    title: shortened(title),
    reason,
    madeBy,
    why,
    difference,
  })
}

/** What some words ask for in a project. */
export async function suggestIn(projectId: string, brief: string, signal?: AbortSignal): Promise<Suggested> {
  const suggestion = await suggestApp({ brief, projectId }, signal)
  const { difference, plan } = suggestion
  return { title: brief, difference, why: plan.why, madeBy: engineName(suggestion) }
}

/** A title is one line. */
function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`
}
