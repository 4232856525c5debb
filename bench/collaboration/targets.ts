import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { prepareAxiom, type Place } from './axiomProjects.ts'
import { ServerGroup } from './serverProcess.ts'
import { NO_SERVICES, startServices, type Services } from './services.ts'
import { axiomWire, hocuspocusWire, relayWire, yWebsocketWire, type Wire } from './wires.ts'

/**
 * A bare `ws` relay without Yjs; stock Hocuspocus 4.7 with its database extension on node:sqlite; stock @y/websocket-server, in memory;
 * Axiom with sign-in, gate and durable acknowledgement.
 */
export const TARGETS = ['T0', 'T1', 'T1b', 'Axiom'] as const
/** Two processes of a server, with Redis between them. */
export const REPLICATED = ['T1r', 'AxiomR'] as const
export type TargetName = (typeof TARGETS)[number] | (typeof REPLICATED)[number]

/** A started server. */
export interface Running {
  readonly name: TargetName
  readonly wire: Wire
  readonly process: ServerGroup
  /** Where a person of this number connects to: to each process in turn. */
  url(document: string, seat?: number): string
  prepare(documents: number): Promise<Place>
  /** Stops it and starts it again on the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

interface Kind {
  file: string
  wire: Wire
  path: (document: string) => string
  prepare: (origin: string, documents: number) => Promise<Place>
  processes?: number
  /** What several processes need between them. */
  services?: () => Promise<Services>
}

/** Nobody signs in there, and a document is made by naming it. */
const anyName = async (_origin: string, documents: number): Promise<Place> => ({
  documents: Array.from({ length: documents }, (_, i) => `document${i}`),
  tokens: ['nobody'],
})

const own = (name: string): string => join(import.meta.dirname, 'servers', name)

const HOCUSPOCUS: Kind = { file: own('hocuspocus.ts'), wire: hocuspocusWire, path: () => '/', prepare: anyName }
const AXIOM: Kind = {
  file: join(import.meta.dirname, '../../server/src/main.ts'),
  wire: axiomWire,
  path: () => '/collaboration',
  prepare: prepareAxiom,
}

const KINDS: Record<TargetName, Kind> = {
  T0: { file: own('relay.ts'), wire: relayWire, path: (document) => `/${document}`, prepare: anyName },
  T1: HOCUSPOCUS,
  T1b: { file: own('yWebsocket.ts'), wire: yWebsocketWire, path: (document) => `/${document}`, prepare: anyName },
  Axiom: AXIOM,
  T1r: { ...HOCUSPOCUS, processes: 2, services: () => startServices({ withMongo: false }) },
  AxiomR: { ...AXIOM, processes: 2, services: () => startServices({ withMongo: true }) },
}

/** Starts a server with a data folder of its own. */
export async function startTarget(name: TargetName, profile: boolean): Promise<Running> {
  const { file, wire, path, prepare, processes = 1, services: startAll } = KINDS[name]
  const dataDir = await mkdtemp(join(tmpdir(), 'axiom-bench-'))
  const services = (await startAll?.()) ?? NO_SERVICES
  const env = {
    DATA_DIR: dataDir,
    PORT: '0',
    APPS_PORT: '0',
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
    // Each person of the bench comes from an address of his own: the limits are real, and none of them is met.
    TRUSTED_PROXIES: '127.0.0.1',
    ...services.env,
  }
  const start = (): Promise<ServerGroup> => ServerGroup.start({ file, env, profile, processes })
  let process = await start()
  return {
    name,
    wire,
    get process() {
      return process
    },
    url: (document, seat = 0) => `ws://127.0.0.1:${process.portOf(seat)}${path(document)}`,
    prepare: (documents) => prepare(`http://127.0.0.1:${process.port}`, documents),
    async restart() {
      await process.stop()
      process = await start()
    },
    async stop() {
      await process.stop()
      await services.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
