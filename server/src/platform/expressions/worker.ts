// A thread that evaluates expressions and nothing else. It is ended from outside when one takes too long.
import { parentPort } from 'node:worker_threads'

import { createEvaluator } from '@axiom/shared/expressions/evaluator'

import type { Answer, Question } from './messages.ts'

const port = parentPort
if (port === null) throw new Error('This is a worker thread.')
const evaluator = createEvaluator()

port.on('message', ({ id, jobs }: Question) => {
  void Promise.all(jobs.map(({ source, scope }) => evaluator.evaluate(source, scope))).then((outcomes) =>
    port.postMessage({ id, outcomes } satisfies Answer),
  )
})
port.postMessage({ id: 0, outcomes: [] } satisfies Answer)
