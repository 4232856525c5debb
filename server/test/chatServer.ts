import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { isObject } from '@axiom/shared/json'

/** What the server got with one request. */
export interface Asked {
  path: string
  authorization: string | undefined
  body: { model: string; stream: boolean; messages: { role: string; content: string }[] }
}

/** Answers one request; `n` counts from 0. */
export type Behaviour = (response: ServerResponse, n: number) => void

export interface ChatServer {
  baseUrl: string
  asked: Asked[]
  behave(behaviour: Behaviour): void
  close(): Promise<void>
}

/** A server that speaks chat completions as OpenAI does, well or badly. */
export async function startChatServer(): Promise<ChatServer> {
  const asked: Asked[] = []
  let behaviour: Behaviour = (response) => response.writeHead(500).end()
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const body: unknown = JSON.parse(text)
    if (!isObject(body) || !Array.isArray(body['messages'])) return void response.writeHead(400).end()
    const { authorization } = request.headers
    asked.push({ path: request.url ?? '', authorization, body: body as unknown as Asked['body'] })
    behaviour(response, asked.length - 1)
  }
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    behave(next) {
      behaviour = next
      asked.length = 0
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

interface Streamed {
  end?: boolean
  usage?: { prompt_tokens: number; completion_tokens: number }
}

/** Streams a text in pieces of seven characters, cut at awkward places, with a comment and the end mark. */
export function stream(response: ServerResponse, text: string, { end = true, usage }: Streamed = {}): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  const pieces = text.match(/[^]{1,7}/gu) ?? []
  const events = pieces.map((content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`)
  // As with `stream_options`: a last piece without choices counts the tokens.
  if (usage) events.push(`data: ${JSON.stringify({ choices: [], usage })}\n\n`)
  const bytes = Buffer.from(`: hello\n\n${events.join('')}${end ? 'data: [DONE]\n\n' : ''}`)
  for (let at = 0; at < bytes.length; at += 101) response.write(bytes.subarray(at, at + 101))
  response.end()
}
