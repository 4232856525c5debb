import { lookup as dnsLookup, resolveSrv } from 'node:dns/promises'
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

export interface Server {
  host: string
  port: number
}

/** The servers that the SRV records of a name lead to; an error when there are none. */
export type LookupSrv = (name: string) => Promise<Server[]>

export interface ResolvePolicy {
  allow: AllowList
  /** The system's resolver, unless a test brings its own. */
  lookup?: Lookup | undefined
  lookupSrv?: LookupSrv | undefined
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

/**
 * The servers of a service by its SRV records, to be judged one by one when they are reached. Only those below the parent of `host`
 * count, as drivers demand: records of somebody else must not lead elsewhere. Throws `outbound_failed` when there is none.
 */
export async function resolveService(
  service: string,
  host: string,
  { lookupSrv = systemLookupSrv }: ResolvePolicy,
): Promise<Server[]> {
  const name = plainHost(host)
  const parent = name.split('.').slice(1).join('.')
  const found = await known(name, lookupSrv(`${service}.${name}`))
  const servers = found.map((one) => ({ ...one, host: plainHost(one.host) }))
  const own = servers.filter((one) => parent.includes('.') && one.host.endsWith(`.${parent}`))
  if (own.length === 0) throw unknownHost(name)
  return own
}

async function known<T>(name: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    // The resolver's errors carry a code (ENOTFOUND, EAI_AGAIN …); anything else is a bug.
    if (!(error instanceof Error && 'code' in error)) throw error
    throw unknownHost(name)
  }
}

async function addressesOf(name: string, lookup: Lookup): Promise<Address[]> {
  const version = isIP(name)
  if (version === 4 || version === 6) return [{ address: name, family: version }]
  return known(name, lookup(name))
}

function unknownHost(name: string): AppError {
  return new AppError('outbound_failed', { message: `The name “${name}” has no address. Check how it is written.` })
}

const systemLookup: Lookup = async (host) => {
  const found = await dnsLookup(host, { all: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

const systemLookupSrv: LookupSrv = async (name) => {
  const found = await resolveSrv(name)
  return found.sort((a, b) => a.priority - b.priority).map(({ name: host, port }) => ({ host, port }))
}
