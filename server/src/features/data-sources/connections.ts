import { connectSource } from './connectors/connect.ts'
import type { ConnectOptions, Connector } from './connectors/connector.ts'

/** Nobody used it for so long: it is closed. */
const IDLE_MS = 60_000
/** The one that was not used the longest is closed for a new one. */
const MOST = 50

interface Kept {
  revision: string
  connector: Promise<Connector>
  timer: NodeJS.Timeout
}

/** Connected sources, each until it changes or nobody uses it. */
export function createConnections() {
  const kept = new Map<string, Kept>()

  function close(id: string): void {
    const known = kept.get(id)
    if (!known) return
    kept.delete(id)
    clearTimeout(known.timer)
    // A connection that was never made has nothing to close; who waited for it knows why.
    known.connector.then((connector) => connector.close()).catch(() => undefined)
  }

  return {
    /** Throws `outbound_…` when it cannot be connected. */
    async get(id: string, revision: string, options: () => Promise<ConnectOptions>): Promise<Connector> {
      const known = kept.get(id)
      if (known?.revision === revision) {
        known.timer.refresh()
        kept.delete(id)
        kept.set(id, known)
        return known.connector
      }
      close(id)
      if (kept.size >= MOST) close(kept.keys().next().value ?? '')
      const connector = options().then(connectSource)
      kept.set(id, { revision, connector, timer: setTimeout(() => close(id), IDLE_MS).unref() })
      try {
        return await connector
      } catch (error) {
        if (kept.get(id)?.connector === connector) close(id)
        throw error
      }
    },
    close,
    async closeAll(): Promise<void> {
      const all = [...kept.values()]
      for (const id of kept.keys()) close(id)
      await Promise.allSettled(all.map(({ connector }) => connector))
    },
  }
}

export type Connections = ReturnType<typeof createConnections>
