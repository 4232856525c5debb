import type { IncomingMessage } from 'node:http'

const FORWARDED = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'] as const

/** Forgets what only a proxy may say, unless the peer is one of the trusted addresses: anybody else could name any client. */
export function dropForgedHeaders(request: IncomingMessage, trustedProxies: readonly string[]): void {
  const peer = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  if (trustedProxies.includes(peer)) return
  // Deleting makes an object slower to read, whatever was there.
  for (const name of FORWARDED) if (request.headers[name] !== undefined) delete request.headers[name]
}
