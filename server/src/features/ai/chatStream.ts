import { AppError } from '@axiom/shared/errors'
import { isObject } from '@axiom/shared/json'

/** Characters of one answer; a plan has a few thousand. */
const MOST = 200_000

/** What a request and its answer came to, as a language model counts. */
export interface Tokens {
  input: number
  output: number
}

/**
 * The text of a chat completion, from a stream of server-sent events (`data: {…}` … `data: [DONE]`) or from one JSON body, as servers
 * answer that do not stream; `tokens` null where the server does not count them. Throws `unavailable` for anything else, and for an
 * answer that ends early.
 */
export async function readCompletion(
  answer: Response,
  onText: (piece: string) => void = () => undefined,
): Promise<{ text: string; tokens: Tokens | null }> {
  const streamed = answer.headers.get('content-type')?.includes('text/event-stream') === true
  const body = answer.body?.pipeThrough(new TextDecoderStream()) ?? []
  let [text, rest, received, finished] = ['', '', 0, false]
  let tokens: Tokens | null = null
  for await (const chunk of body) {
    received += chunk.length
    // Each piece of a stream comes in an envelope of its own.
    if (received > (streamed ? MOST * 20 : MOST * 2) || text.length > MOST) throw unusable('was too long')
    rest += chunk
    if (!streamed) continue
    const lines = rest.split(/\r\n|\n|\r/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data:')) continue
      const data = line.slice(5).trim()
      if (data === '[DONE]') finished = true
      else {
        const envelope = parse(data)
        const piece = pieceOf(envelope, 'delta')
        text += piece
        if (piece !== '') onText(piece)
        tokens = tokensIn(envelope) ?? tokens
      }
    }
  }
  if (!streamed) {
    const envelope = parse(rest)
    text = pieceOf(envelope, 'message')
    onText(text)
    return { text, tokens: tokensIn(envelope) }
  }
  if (!finished) throw unusable('ended early')
  return { text, tokens }
}

export const unusable = (what: string): AppError =>
  new AppError('unavailable', {
    message: `The language model’s answer ${what}. Try again, or describe it in other words.`,
  })

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw unusable('was no JSON')
    throw error
  }
}

/** `choices[0].delta.content` of a piece, `choices[0].message.content` of a whole answer. */
function pieceOf(envelope: unknown, part: 'delta' | 'message'): string {
  if (!isObject(envelope) || (envelope['error'] ?? null) !== null) throw unusable('was an error')
  const choices = envelope['choices']
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined
  const message = isObject(first) ? first[part] : undefined
  const content = isObject(message) ? message['content'] : undefined
  return typeof content === 'string' ? content : ''
}

function tokensIn(envelope: unknown): Tokens | null {
  const usage = isObject(envelope) ? envelope['usage'] : null
  if (!isObject(usage)) return null
  const [input, output] = [usage['prompt_tokens'], usage['completion_tokens']].map(Number)
  const isCount = (n: number | undefined): n is number => n !== undefined && Number.isSafeInteger(n) && n >= 0
  return isCount(input) && isCount(output) ? { input, output } : null
}
