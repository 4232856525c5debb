import { randomInt } from 'node:crypto'

/** Documents to work on, and tokens of people who may. */
export interface Place {
  documents: string[]
  tokens: string[]
}

/** As many people as edit one document in the scenarios; larger crowds open several sockets each. */
const PEOPLE = 10
export const PASSWORD = 'correct horse battery'

/** Makes accounts and projects by the public API: everybody is an editor of every project. */
export async function prepareAxiom(origin: string, documents: number): Promise<Place> {
  const people = await Promise.all(Array.from({ length: PEOPLE }, (_, i) => register(origin, i)))
  const [owner, ...others] = people
  if (owner === undefined) throw new Error('nobody was registered')
  const place: Place = { documents: [], tokens: people.map(({ token }) => token) }
  for (let i = 0; i < documents; i++) {
    const { id } = await post<{ id: string }>(origin, '/api/projects', owner.token, { name: `Bench ${i}` })
    const members = others.map(({ email }) =>
      post(origin, `/api/projects/${id}/members`, owner.token, { email, role: 'editor' }),
    )
    await Promise.all(members)
    place.documents.push(id)
  }
  return place
}

export function personEmail(index: number): string {
  return `bench${index}@example.com`
}

async function register(origin: string, index: number): Promise<{ email: string; token: string }> {
  const email = personEmail(index)
  const body = { name: `Bench ${index}`, email, password: PASSWORD }
  const answer = await send(origin, '/api/auth/register', null, body)
  const { accessToken } = (await answer.json()) as { accessToken: string }
  return { email, token: accessToken }
}

async function post<T>(origin: string, path: string, token: string, body: unknown): Promise<T> {
  const answer = await send(origin, path, token, body)
  return (await answer.json()) as T
}

async function send(origin: string, path: string, token: string | null, body: unknown): Promise<Response> {
  const address = [10, randomInt(256), randomInt(256), randomInt(1, 255)].join('.')
  const answer = await fetch(origin + path, {
    method: 'POST',
    headers: {
      origin,
      'content-type': 'application/json',
      'x-forwarded-for': address,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return answer
}
