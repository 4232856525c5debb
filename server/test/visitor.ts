import type { TestServer } from './createTestServer.ts'

export interface VisitorAnswer<T> {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: T
}

/** Somebody at a published app, with a browser that keeps its cookies. */
export interface Visitor {
  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<VisitorAnswer<T>>
  /** The cookies as the browser would send them; empty: none. */
  cookie: string
}

export const VISITOR_PASSWORD = 'a long enough password'

/** A visitor of the app of a slug, on its own origin. */
export function createVisitor(server: TestServer, slug: string): Visitor {
  const visitor: Visitor = {
    cookie: '',
    async call<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const answer = await server.app(slug, path, {
        method,
        headers: {
          origin: server.appOrigin(slug),
          ...(visitor.cookie === '' ? {} : { cookie: visitor.cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
        const pair = line.split(';')[0] ?? ''
        visitor.cookie = pair.endsWith('=') ? '' : pair
      }
      const isJson = String(answer.headers['content-type']).includes('json') && answer.text !== ''
      return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(answer.text) : null) as T }
    },
  }
  return visitor
}

/** A visitor with an account of the app; its registration must be open. */
export async function registerVisitor(
  server: TestServer,
  slug: string,
  name: string,
): Promise<Visitor & { id: string }> {
  const visitor = createVisitor(server, slug)
  const input = { name, email: `${name.toLowerCase()}@visitors.example`, password: VISITOR_PASSWORD }
  const { status, body } = await visitor.call<{ user: { id: string } }>('POST', '/api/app/register', input)
  if (status !== 201) throw new Error(`register answered ${status}: ${JSON.stringify(body)}`)
  return Object.assign(visitor, { id: body.user.id })
}
