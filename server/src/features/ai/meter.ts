import { AppError } from '@axiom/shared/errors'

import type { Metrics } from '../../platform/metrics/metrics.ts'
import type { Tokens } from './chatStream.ts'
import type { LanguageModel } from './languageModel.ts'
import type { Spent, UsageStore } from './usage.ts'

/** Answers of language models that an account gets in a day, unless the operator says otherwise. */
export const DAILY_REQUESTS = 200

const MILLION = 1_000_000

export interface Count extends Pick<Spent, 'model' | 'outcome'> {
  tokens?: Tokens
}

/** On whose account something is thought. */
export interface Meter {
  /** Throws `rate_limited`, and says when it goes on, when a share is used up. */
  demandRoom(): Promise<void>
  count(count: Count): Promise<void>
}

export interface MeterDeps {
  usage: UsageStore
  /** None: the built-in rules. */
  settings?: LanguageModel | undefined
  metrics: Metrics
  now: () => number
}

const figuresOf = (metrics: Metrics) => ({
  answers: metrics.counter('axiom_ai_answers_total', 'Suggestions of apps and screens by engine and outcome.', [
    'engine',
    'outcome',
  ]),
  tokens: metrics.counter('axiom_ai_tokens_total', 'Tokens of language models by engine and kind.', ['engine', 'kind']),
})

/** Counts what is asked for a person and project, and stops where the operator wants it. */
export function createMeters({ usage, settings, metrics, now }: MeterDeps) {
  const { answers, tokens: used } = figuresOf(metrics)
  const { prices, dailyRequests = DAILY_REQUESTS, monthlyCost, currency = '' } = settings ?? {}
  const costOf = ({ input, output }: Tokens): number =>
    prices ? Math.round(input * prices.input + output * prices.output) : 0
  return (userId: string, projectId: string | null): Meter => ({
    async demandRoom() {
      if ((await usage.askedToday(userId)) >= dailyRequests) {
        const message = `You have had the ${dailyRequests} answers of the language model that an account gets in a day. It goes on at midnight (UTC).`
        throw new AppError('rate_limited', { message, retryAfter: secondsUntil(nextDay(now()), now()) })
      }
      if (monthlyCost === undefined || projectId === null) return
      if ((await usage.spentThisMonth(projectId)) >= monthlyCost * MILLION) {
        const message = `This project has spent the ${monthlyCost} ${currency} that it may in a month on the language model. It goes on with the next month; whoever runs this server can raise AI_MONTHLY_COST.`
        throw new AppError('rate_limited', { message, retryAfter: secondsUntil(nextMonth(now()), now()) })
      }
    },
    async count({ model, outcome, tokens = { input: 0, output: 0 } }) {
      answers.inc({ engine: model ?? 'rules', outcome })
      used.inc({ engine: model ?? 'rules', kind: 'input' }, tokens.input)
      used.inc({ engine: model ?? 'rules', kind: 'output' }, tokens.output)
      await usage.add({ userId, projectId, model, outcome, tokens, micros: costOf(tokens) })
    },
  })
}

export type Meters = ReturnType<typeof createMeters>

function nextDay(at: number): number {
  const day = new Date(at)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + 1)
}

function nextMonth(at: number): number {
  const day = new Date(at)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1)
}

const secondsUntil = (then: number, at: number): number => Math.max(1, (then - at) / 1_000)
