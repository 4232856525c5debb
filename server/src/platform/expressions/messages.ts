import type { Outcome } from '@axiom/shared/expressions/evaluator'

export interface Job {
  source: string
  /** Plain data: what the expression can read. */
  scope: unknown
}

export interface Question {
  id: number
  jobs: readonly Job[]
}

/** To question 0: the thread is ready. */
export interface Answer {
  id: number
  outcomes: Outcome[]
}
