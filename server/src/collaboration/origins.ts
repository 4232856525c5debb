import type { IncomingMessage } from 'node:http'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

export type AllowedOrigins = readonly string[] | ((origin: string) => boolean)

/**
 * A page may connect when it came from the host it connects to, from a configured origin, or from another port of this very
 * machine (the development server). Programs send no Origin; their token is what counts.
 */
export function isAllowedOrigin(request: IncomingMessage, allowed: AllowedOrigins): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  if (typeof allowed === 'function' ? allowed(origin) : allowed.includes(origin)) return true
  if (host === undefined || !URL.canParse(origin) || !URL.canParse(`http://${host}`)) return false
  const from = new URL(origin)
  if (from.host === host) return true
  return LOOPBACK.has(from.hostname) && LOOPBACK.has(new URL(`http://${host}`).hostname)
}
