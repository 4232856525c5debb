import { connect } from 'node:net'

import { AppError } from '@axiom/shared/errors'

import { pinnedTo } from './hop.ts'
import { resolveOutbound, type ResolvePolicy } from './resolve.ts'

/** Milliseconds until a server has to take a connection. */
const CONNECT_MS = 5_000

/**
 * The address at which `host:port` takes connections, judged by the policy: for drivers of databases, which then connect to it and to no
 * name. Throws `outbound_refused`, `outbound_failed`, `outbound_timeout`.
 */
export async function reachOutbound(host: string, port: number, policy: ResolvePolicy): Promise<string> {
  const addresses = await resolveOutbound(host, port, policy)
  return new Promise((resolve, reject) => {
    const [first] = addresses
    // With one address there is nothing to choose; a name would be needed for the pinned resolver to be asked.
    const name = addresses.length === 1 ? first.address : 'judged.invalid'
    const socket = connect({ host: name, port, lookup: pinnedTo(addresses), autoSelectFamily: true })
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new AppError('outbound_timeout')))
    socket.once('connect', () => {
      const reached = socket.remoteAddress ?? first.address
      socket.destroy()
      resolve(reached)
    })
    socket.once('error', (error) => {
      if (error instanceof AppError) return reject(error)
      const message = `Nobody takes connections at port ${port} of ${host}. Check both, and whether a firewall is between.`
      reject(new AppError('outbound_failed', { message }))
    })
  })
}
