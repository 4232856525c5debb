import type { AiChatInput, AppSuggestion, GenerateApiInput, ScreenIdea, ThemeIdea } from '@axiom/shared/contracts/ai'
import type { CreateProposalInput, Proposal } from '@axiom/shared/contracts/proposals'
import type { Problem } from '@axiom/shared/errors'

import { t } from '../texts/t.ts'
import { readEvents } from './changes.ts'
import { api, ApiError, requestStream } from './client.ts'

/** Who thought of a suggestion, as people know it. */
export const engineName = ({ model }: Pick<AppSuggestion, 'model'>): string => model ?? t('assist.rules')

/** Who waits for a suggestion: told how much of it has come, and able to give up. */
export interface Waiting {
  signal: AbortSignal
  onProgress: (characters: number) => void
}

/** What the server says while it works, until the reader has what it waits for. Throws what went wrong, also when it ends early. */
async function* eventsOf(
  path: string,
  input: unknown,
  signal: AbortSignal,
): AsyncGenerator<{ name: string; data: unknown }, never> {
  const body = await requestStream(path, input, { signal })
  try {
    for await (const { name, data } of readEvents(body)) {
      const said: unknown = JSON.parse(data)
      if (name === 'problem') throw new ApiError((said as Problem).status, said as Problem)
      yield { name, data: said }
    }
  } catch (error) {
    // The stream was cut off.
    if (!(error instanceof TypeError)) throw error
  }
  throw new ApiError(0, {})
}

/** An app for some words; a language model tells how far it is. */
export async function suggestApp(input: GenerateApiInput, { signal, onProgress }: Waiting): Promise<AppSuggestion> {
  const events = eventsOf('/api/ai/generate-api/stream', input, signal)
  for (;;) {
    const { name, data } = (await events.next()).value
    if (name === 'progress') onProgress((data as { characters: number }).characters)
    if (name === 'result') return data as AppSuggestion
  }
}

/** What a language model says about a project, piece by piece, until it has said all. */
export async function askAssistant(
  input: AiChatInput,
  { signal, onText }: { signal: AbortSignal; onText: (piece: string) => void },
): Promise<void> {
  const events = eventsOf('/api/ai/chat', input, signal)
  for (;;) {
    const { name, data } = (await events.next()).value
    if (name === 'token') onText((data as { text: string }).text)
    if (name === 'done') return
  }
}

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
export async function suggestIn(projectId: string, brief: string, waiting: Waiting): Promise<Suggested> {
  const suggestion = await suggestApp({ brief, projectId }, waiting)
  const { difference, plan } = suggestion
  return { title: brief, difference, why: plan.why, madeBy: engineName(suggestion) }
}

/** A title is one line. */
function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`
}
