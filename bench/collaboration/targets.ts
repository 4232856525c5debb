import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { prepareAxiom, type Place } from './axiomProjects.ts'
import { ServerProcess } from './serverProcess.ts'
import { axiomWire, hocuspocusWire, relayWire, yWebsocketWire, type Wire } from './wires.ts'

export const TARGETS = ['T0', 'T1', 'T1b', 'Axiom'] as const
export type TargetName = (typeof TARGETS)[number]

export const TARGET_LABELS: Record<TargetName, string> = {
  T0: 'bare ws relay, no Yjs',
  T1: 'stock Hocuspocus 4.7, database extension on node:sqlite',
  T1b: 'stock @y/websocket-server, in memory',
  Axiom: 'Axiom: sign-in, gate, durable acknowledgement',
}

/** A started server. */
export interface Running {
  readonly name: TargetName
  readonly wire: Wire
  readonly process: ServerProcess
  url(document: string): string
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
}

/** Nobody signs in there, and a document is made by naming it. */
const anyName = async (_origin: string, documents: number): Promise<Place> => ({
  documents: Array.from({ length: documents }, (_, i) => `document${i}`),
  tokens: ['nobody'],
})

const own = (name: string): string => join(import.meta.dirname, 'servers', name)

const KINDS: Record<TargetName, Kind> = {
  T0: { file: own('relay.ts'), wire: relayWire, path: (document) => `/${document}`, prepare: anyName },
  T1: { file: own('hocuspocus.ts'), wire: hocuspocusWire, path: () => '/', prepare: anyName },
  T1b: { file: own('yWebsocket.ts'), wire: yWebsocketWire, path: (document) => `/${document}`, prepare: anyName },
  Axiom: {
    file: join(import.meta.dirname, '../../server/src/main.ts'),
    wire: axiomWire,
    path: () => '/collaboration',
    prepare: prepareAxiom,
  },
}

/** Starts a server with a data folder of its own. */
export async function startTarget(name: TargetName, profile: boolean): Promise<Running> {
  const { file, wire, path, prepare } = KINDS[name]
  const dataDir = await mkdtemp(join(tmpdir(), 'axiom-bench-'))
  const env = {
    DATA_DIR: dataDir,
    PORT: '0',
    APPS_PORT: '0',
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
    // Each person of the bench comes from an address of his own: the limits are real, and none of them is met.
    TRUSTED_PROXIES: '127.0.0.1',
  }
  const start = (): Promise<ServerProcess> => ServerProcess.start(file, env, profile)
  let process = await start()
  return {
    name,
    wire,
    get process() {
      return process
    },
    url: (document) => `ws://127.0.0.1:${process.port}${path(document)}`,
    prepare: (documents) => prepare(`http://127.0.0.1:${process.port}`, documents),
    async restart() {
      await process.stop()
      process = await start()
    },
    async stop() {
      await process.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
