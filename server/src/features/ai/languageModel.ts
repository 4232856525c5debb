import type { AiTask } from '@axiom/shared/contracts/ai'

/** The server of language models that the operator names, what its answers cost and how much of it people get. */
export interface LanguageModel {
  /** As `https://api.openai.com/v1` or `http://127.0.0.1:11434/v1`. */
  baseUrl: string
  /** For every task that has none of its own. */
  model: string
  models?: Partial<Record<AiTask, string>> | undefined
  apiKey?: string | undefined
  /** Milliseconds until an answer has to be there, with all repetitions. */
  timeoutMs?: number | undefined
  /** Of a million tokens, in `currency`; none: what it costs is not counted. */
  prices?: { input: number; output: number } | undefined
  currency?: string | undefined
  /** Answers that an account gets in a day. */
  dailyRequests?: number | undefined
  /** What a project may spend in a month, in `currency`. */
  monthlyCost?: number | undefined
}

export const modelFor = ({ model, models }: LanguageModel, task: AiTask): string => models?.[task] ?? model
