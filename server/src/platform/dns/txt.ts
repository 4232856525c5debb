import { Resolver } from 'node:dns/promises'

/** The texts of a name's TXT records; none for a name that has none; null when the name servers gave no answer. */
export type ResolveTxt = (name: string) => Promise<string[] | null>

const [TIMEOUT_MS, TRIES] = [3_000, 2]
/** Answers that mean: there is no such record. */
const ABSENT = new Set<unknown>(['ENOTFOUND', 'ENODATA'])

/** `servers`: addresses of name servers, `ip` or `ip:port`; none: those of the system. */
export function createTxtResolver(servers: readonly string[]): ResolveTxt {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })
  if (servers.length > 0) resolver.setServers(servers)
  return async (name) => {
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      return ABSENT.has(error.code) ? [] : null
    }
  }
}
