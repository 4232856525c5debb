import type { Place } from './axiomProjects.ts'
import { Client, type ClientConfig } from './client.ts'
import { fillDocument, filledUpdate } from './documents.ts'
import { Recorder } from './recorder.ts'
import type { Running } from './targets.ts'

/** Sockets that are opened at the same time: a crowd, not a flood. */
const AT_ONCE = 20

/** Puts `widgets` into each document, by one client that goes again. */
export async function fill(running: Running, { documents, tokens }: Place, widgets: number): Promise<void> {
  if (running.wire.step1 === null) return
  for (const document of documents) {
    const client = await open(running, { document, token: tokens[0] ?? '' }, 'full')
    client.edit((y) => fillDocument(y, document, widgets))
    await client.drained()
    await client.close()
  }
}

export interface Crowd {
  running: Running
  place: Place
  /** Of each document. */
  size: number
  /** Clients that apply everything they hear; the others only count. */
  full: number
  widgets: number
  recorder: Recorder
}

/** Connects `size` clients to every document. */
export async function gather({ running, place, size, full, widgets, recorder }: Crowd): Promise<Client[]> {
  const seats = place.documents.flatMap((document) => Array.from({ length: size }, (_, i) => ({ document, i })))
  const initial = running.wire.step1 === null ? filledUpdate('bench', widgets) : undefined
  const clients: Client[] = []
  for (let from = 0; from < seats.length; from += AT_ONCE) {
    const group = seats.slice(from, from + AT_ONCE).map(({ document, i }) =>
      Client.connect({
        url: running.url(document, i),
        wire: running.wire,
        document,
        token: place.tokens[i % place.tokens.length] ?? '',
        weight: i < full ? 'full' : 'light',
        recorder,
        ...(initial ? { initial } : {}),
      }),
    )
    clients.push(...(await Promise.all(group)))
  }
  return clients
}

export async function leave(clients: readonly Client[]): Promise<void> {
  await Promise.all(clients.map((client) => client.close()))
}

/** One client that nobody measures. */
export function open(
  running: Running,
  { document, token }: { document: string; token: string },
  weight: ClientConfig['weight'],
): Promise<Client> {
  const { wire } = running
  return Client.connect({ url: running.url(document), wire, document, token, weight, recorder: new Recorder() })
}
