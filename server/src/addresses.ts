import type { Env } from './env.ts'

/** Under which addresses the server is reached. */
export interface Addresses {
  /** Where people reach the editor, when the operator said so (PUBLIC_URL). */
  publicOrigin: string | null
  /** Origins, beside the requested one, whose pages are the editor's. */
  allowedOrigins: readonly string[]
  /** Only then browsers are told to insist on it. */
  https: boolean
  /** Apps are its subdomains; without a port. */
  appsDomain: string
  appUrl: (slug: string) => string
  /** Where an app is on a domain of its own. */
  domainUrl: (host: string) => string
}

/** `appsPort` is known after listening. */
export function addressesOf(env: Env, appsPort: () => number): Addresses {
  const publicOrigin = env.PUBLIC_URL === undefined ? null : new URL(env.PUBLIC_URL).origin
  const https = publicOrigin?.startsWith('https:') === true
  const scheme = https ? 'https' : 'http'
  return {
    publicOrigin,
    allowedOrigins: publicOrigin === null ? env.ALLOWED_ORIGINS : [...env.ALLOWED_ORIGINS, publicOrigin],
    https,
    appsDomain: env.APPS_DOMAIN ?? 'localhost',
    appUrl: (slug) => `${scheme}://${slug}.${env.APPS_DOMAIN ?? `localhost:${appsPort()}`}`,
    // Without a domain of its own the server is reached by its port.
    domainUrl: (host) => `${scheme}://${host}${env.APPS_DOMAIN === undefined ? `:${appsPort()}` : ''}`,
  }
}
