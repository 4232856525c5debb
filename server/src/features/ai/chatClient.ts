import { setTimeout as wait } from 'node:timers/promises'

import { AppError } from '@axiom/shared/errors'

import { readCompletion, type Tokens } from './chatStream.ts'
import type { LanguageModel } from './languageModel.ts'

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export interface ChatRequest {
  model: string
  messages: readonly ChatMessage[]
  signal: AbortSignal
  /** What has come, piece by piece. */
  onText?: ((piece: string) => void) | undefined
  /** What it costs, once: also of an answer that was cut off, by whomever, which is paid for as well. */
  spend: (tokens: Tokens) => void
}

export interface Completion {
  text: string
  tokens: Tokens
}

/** Answers a conversation. Throws `unavailable` when there is no whole answer in time. */
export type Chat = (request: ChatRequest) => Promise<Completion>

export interface ChatOptions extends Pick<LanguageModel, 'baseUrl' | 'apiKey' | 'timeoutMs'> {
  /** Milliseconds before the first repetition; then twice as many. */
  pauseMs?: number
}

const TRIES = 4
/** A server that wants more patience than this gets none. */
const LONGEST_PAUSE_MS = 20_000

/** Speaks the chat completions of OpenAI, as most servers of language models do. The key goes into the header and nowhere else. */
export function createChat({ baseUrl, apiKey, timeoutMs = 90_000, pauseMs = 500 }: ChatOptions): Chat {
  const address = `${baseUrl.replace(/\/+$/, '')}/chat/completions`
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream, application/json',
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  }

  async function ask({ model, messages, signal, onText, spend }: ChatRequest): Promise<Completion> {
    const streaming = { stream: true, stream_options: { include_usage: true } }
    const body = JSON.stringify({ model, messages, temperature: 0, ...streaming })
    for (let attempt = 0; ; attempt++) {
      // The key is for this server alone, so no redirect is followed.
      const answer = await fetch(address, { method: 'POST', headers, body, signal, redirect: 'error' })
      if (answer.ok) return read(answer, { asked: body.length, onText, spend })
      await answer.body?.cancel()
      const again = answer.status === 429 || answer.status >= 500
      const pause = Math.max(pauseMs * 2 ** attempt, secondsOf(answer.headers.get('retry-after')) * 1_000)
      if (!again || attempt + 1 >= TRIES || pause > LONGEST_PAUSE_MS) throw refused(answer.status)
      await wait(pause, undefined, { signal })
    }
  }

  return async (request) => {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)])
    try {
      return await ask({ ...request, signal })
    } catch (error) {
      if (error instanceof AppError) throw error
      // What fetch throws: a refused connection, a stream cut off, or one of the signals.
      if (signal.aborted) throw new AppError('unavailable', { message: 'The language model took too long. Try again.' })
      if (error instanceof TypeError)
        throw new AppError('unavailable', {
          message: 'The language model’s server cannot be reached. Try again later.',
        })
      throw error
    }
  }
}

/** Characters of a token, about, where a server does not count them. */
const CHARACTERS = 4

async function read(
  answer: Response,
  { asked, onText, spend }: { asked: number } & Pick<ChatRequest, 'onText' | 'spend'>,
): Promise<Completion> {
  let received = 0
  let counted: Tokens | null = null
  const guessed = (): Tokens => ({ input: Math.ceil(asked / CHARACTERS), output: Math.ceil(received / CHARACTERS) })
  try {
    const { text, tokens } = await readCompletion(answer, (piece) => {
      received += piece.length
      onText?.(piece)
    })
    counted = tokens
    return { text, tokens: tokens ?? guessed() }
  } finally {
    spend(counted ?? guessed())
  }
}

function refused(status: number): AppError {
  const message =
    status === 429
      ? 'The language model has too much to do. Try again in a minute.'
      : `The language model’s server answered ${status}. Whoever runs this server should check AI_BASE_URL, AI_MODEL and AI_API_KEY.`
  return new AppError('unavailable', { message })
}

function secondsOf(header: string | null): number {
  const seconds = Number(header)
  return header !== null && Number.isFinite(seconds) && seconds > 0 ? seconds : 0
}
