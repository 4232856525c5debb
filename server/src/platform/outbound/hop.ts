import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'

import type { Address } from './resolve.ts'

/** More header than that is an attack or a mistake. */
const MAX_HEADER_BYTES = 16_384

export interface Hop {
  url: URL
  method: string
  headers: Headers
  body?: string | Uint8Array | undefined
  /** Judged already; no other one is connected to. */
  addresses: readonly Address[]
  signal: AbortSignal
}

/** One request over a connection of its own to one of the given addresses; no redirect is followed. Rejects as node:http does. */
export function sendHop({ url, method, headers, body, addresses, signal }: Hop): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method,
      headers: Object.fromEntries(headers),
      lookup: pinnedTo(addresses),
      // A kept connection could have been made under another policy.
      agent: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      signal,
    })
    request.once('response', resolve)
    request.once('error', reject)
    // 101: there is no response then, and nobody who speaks the other protocol.
    request.once('upgrade', (_, socket) => {
      socket.destroy()
      reject(new Error('the server wants to speak another protocol'))
    })
    request.end(body)
  })
}

/** Instead of a resolver: the addresses that were judged. */
export function pinnedTo(addresses: readonly Address[]): LookupFunction {
  return (_host, { all }, callback) => {
    if (all) return callback(null, [...addresses])
    const [first] = addresses
    if (first) callback(null, first.address, first.family)
    else callback(new Error('no address'), '', 4)
  }
}
