import { BlockList, isIP } from 'node:net'

/** What the operator allows beyond the public internet. */
export interface AllowList {
  /** Whether this host was named, with this port or with any; then its addresses are not asked. */
  allowsHost(host: string, port: number): boolean
  allowsAddress(address: string): boolean
}

/**
 * Reads `OUTBOUND_ALLOW`: `host:port`, `host:*`, `[::1]:port`, `10.0.0.0/8`, `fd00::/8`. Throws an error that names the item that is
 * none of these.
 */
export function parseAllowList(items: readonly string[]): AllowList {
  const hosts = new Set<string>()
  const networks = new BlockList()
  for (const item of items) {
    const network = /^([0-9A-Fa-f.:]+)\/(\d{1,3})$/.exec(item)
    if (network) addNetwork(networks, item, network[1] ?? '', Number(network[2]))
    else hosts.add(parseHost(item))
  }
  return {
    allowsHost: (host, port) => hosts.has(`${plainHost(host)}:${port}`) || hosts.has(`${plainHost(host)}:*`),
    allowsAddress(address) {
      const version = address.includes('%') ? 0 : isIP(address)
      return version !== 0 && networks.check(address, version === 4 ? 'ipv4' : 'ipv6')
    },
  }
}

/** As names are compared: lower case, without brackets and the dot at the end. */
export function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}

function addNetwork(networks: BlockList, item: string, net: string, prefix: number): void {
  const version = isIP(net)
  if (version === 0 || prefix > (version === 4 ? 32 : 128)) throw notUnderstood(item)
  networks.addSubnet(net, prefix, version === 4 ? 'ipv4' : 'ipv6')
}

function parseHost(item: string): string {
  const parts = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5}|\*)$/.exec(item)
  if (!parts?.[1] || !parts[2] || (parts[2] !== '*' && Number(parts[2]) > 65_535)) throw notUnderstood(item)
  return `${plainHost(parts[1])}:${parts[2]}`
}

function notUnderstood(item: string): Error {
  return new Error(`“${item}” is neither host:port, as db.internal:5432, nor a network, as 10.0.0.0/8`)
}
