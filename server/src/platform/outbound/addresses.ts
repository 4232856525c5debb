import { BlockList, isIP } from 'node:net'

/**
 * What no stranger's request may reach though it looks like any other address: own network, carriers' networks, documentation,
 * benchmarks, multicast, reserved (IANA special-purpose registries), and metadata services outside of those (Azure's 168.63.129.16).
 */
const REFUSED_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const

/** Inside of 2000::/3 only; everything outside (loopback, IPv4-mapped, NAT64, local, link-local, multicast) is refused anyway. */
const REFUSED_V6 = [
  // IETF protocols, with Teredo (2001::/32), which carries an IPv4 address.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4 carries one, too.
  ['2002::', 16],
  ['3fff::', 20],
] as const

const refusedV4 = new BlockList()
for (const [net, prefix] of REFUSED_V4) refusedV4.addSubnet(net, prefix, 'ipv4')
const globalV6 = new BlockList()
globalV6.addSubnet('2000::', 3, 'ipv6')
const refusedV6 = new BlockList()
for (const [net, prefix] of REFUSED_V6) refusedV6.addSubnet(net, prefix, 'ipv6')

/** Whether an IP address is one of the public internet. False for everything that is no plain address (zones, names, other notations). */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%')) return false
  switch (isIP(address)) {
    case 4:
      return !refusedV4.check(address, 'ipv4')
    case 6:
      return globalV6.check(address, 'ipv6') && !refusedV6.check(address, 'ipv6')
    default:
      return false
  }
}
