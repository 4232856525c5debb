import { lookup as dnsLookup } from 'node:dns/promises'
import { isIP } from 'node:net'

import { AppError } from '@axiom/shared/errors'

import { isPublicAddress } from './addresses.ts'
import { plainHost, type AllowList } from './allowList.ts'

export interface Address {
  address: string
  family: 4 | 6
}

/** Every address of a name; an empty list or an error when there is none. */
export type Lookup = (host: string) => Promise<Address[]>

export interface ResolvePolicy {
  allow: AllowList
  /** The system's resolver, unless a test brings its own. */
  lookup?: Lookup | undefined
}

/**
 * The addresses to which a connection to `host:port` may go. Connect to these and to no name: who resolves again can be answered
 * something else (DNS rebinding). Throws `outbound_refused` when one of them is not allowed, `outbound_failed` when there is none.
 */
export async function resolveOutbound(
  host: string,
  port: number,
  { allow, lookup = systemLookup }: ResolvePolicy,
): Promise<[Address, ...Address[]]> {
  const name = plainHost(host)
  const [first, ...others] = await addressesOf(name, lookup)
  if (!first) throw unknownHost(name)
  // All of them: a name that answers a public and a private one waits for the second try.
  const allowed = ({ address }: Address): boolean => isPublicAddress(address) || allow.allowsAddress(address)
  if (!allow.allowsHost(name, port) && ![first, ...others].every(allowed)) throw new AppError('outbound_refused')
  return [first, ...others]
}

async function addressesOf(name: string, lookup: Lookup): Promise<Address[]> {
  const version = isIP(name)
  if (version === 4 || version === 6) return [{ address: name, family: version }]
  try {
    return await lookup(name)
  } catch (error) {
    // The resolver's errors carry a code (ENOTFOUND, EAI_AGAIN …); anything else is a bug.
    if (!(error instanceof Error && 'code' in error)) throw error
    throw unknownHost(name)
  }
}

function unknownHost(name: string): AppError {
  return new AppError('outbound_failed', { message: `The name “${name}” has no address. Check how it is written.` })
}

const systemLookup: Lookup = async (host) => {
  const found = await dnsLookup(host, { all: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}
