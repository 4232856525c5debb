import { createHash } from 'node:crypto'

import type { AiTask } from '@axiom/shared/contracts/ai'
import type { z } from 'zod'

import type { AnswerStore } from './answers.ts'
import type { Chat, ChatMessage } from './chatClient.ts'
import { unusable, type Tokens } from './chatStream.ts'
import { modelFor, type LanguageModel } from './languageModel.ts'
import type { Thinking } from './provider.ts'

export interface ConsultDeps {
  chat: Chat
  settings: LanguageModel
  /** Answers that were paid for already. */
  answers: AnswerStore
}

/** One thing that a language model is asked for. */
export interface Consultation<T> {
  task: AiTask
  /** What the answer has to be, in messages: `plan`. */
  what: string
  rules: string
  /** What people wrote, and what the project has: data, never among the rules. */
  asked: string
  schema: z.ZodType<T>
}

/**
 * Asks a language model for JSON of one shape. Its answers are checked like any input: what is none is sent back once, then refused.
 * Throws `unavailable` when there is no usable answer, `rate_limited` when somebody has had his share.
 */
export function createConsult({ chat, settings, answers }: ConsultDeps) {
  async function think<T>(model: string, consultation: Consultation<T>, thinking: Thinking): Promise<T> {
    const { meter, signal, onProgress } = thinking
    const spent: Tokens = { input: 0, output: 0 }
    const ask = async (messages: readonly ChatMessage[]): Promise<string> => {
      let characters = 0
      const onText = (piece: string): void => onProgress?.((characters += piece.length))
      const spend = ({ input, output }: Tokens): void => {
        spent.input += input
        spent.output += output
      }
      return (await chat({ model, messages, signal, onText, spend })).text
    }
    try {
      const answer = await answerTo(consultation, ask)
      await meter.count({ model, outcome: 'answered', tokens: spent })
      return answer
    } catch (error) {
      await meter.count({ model, outcome: 'failed', tokens: spent })
      throw error
    }
  }

  return async <T>(consultation: Consultation<T>, thinking: Thinking): Promise<{ model: string; answer: T }> => {
    const { task, rules, asked, schema } = consultation
    const model = modelFor(settings, task)
    const key = createHash('sha256')
      .update(JSON.stringify([model, rules, asked]))
      .digest('base64url')
    const kept = await answers.find(key, schema)
    if (kept !== null) {
      await thinking.meter.count({ model, outcome: 'kept' })
      return { model, answer: kept }
    }
    await thinking.meter.demandRoom()
    const answer = await think(model, consultation, thinking)
    await answers.keep(key, answer)
    return { model, answer }
  }
}

/** Asks once, and once more with what was wrong. */
async function answerTo<T>(
  { what, rules, asked, schema }: Consultation<T>,
  ask: (messages: readonly ChatMessage[]) => Promise<string>,
): Promise<T> {
  const messages: ChatMessage[] = [
    { role: 'system', content: rules },
    { role: 'user', content: asked },
  ]
  const first = await ask(messages)
  const read = readAnswer(first, schema)
  if (read.ok) return read.answer
  const repair: ChatMessage[] = [
    { role: 'assistant', content: first.slice(0, 20_000) },
    {
      role: 'user',
      content: `That is not a valid ${what}: ${read.problem}. Answer with the corrected JSON object only.`,
    },
  ]
  const second = readAnswer(await ask([...messages, ...repair]), schema)
  if (second.ok) return second.answer
  throw unusable(`was no valid ${what}, even when asked again`)
}

type Read<T> = { ok: true; answer: T } | { ok: false; problem: string }

/** What is meant by an answer, also where it stands between words or in a block of code. */
function readAnswer<T>(text: string, schema: z.ZodType<T>): Read<T> {
  const [from, to] = [text.indexOf('{'), text.lastIndexOf('}')]
  if (from < 0 || to < from) return { ok: false, problem: 'there is no JSON object' }
  let value: unknown
  try {
    value = JSON.parse(text.slice(from, to + 1))
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, problem: 'it is not JSON' }
    throw error
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return { ok: true, answer: parsed.data }
  const problems = parsed.error.issues.slice(0, 10).map(({ path, message }) => `${path.join('/')}: ${message}`)
  return { ok: false, problem: problems.join('; ') }
}
