import type { IncomingMessage } from 'node:http'

import { API_KEY } from '@axiom/shared/access/apiKeys'

import { type Dialect, HOCUSPOCUS, yWebsocket } from './dialect.ts'

const YJS_PATH = /^\/yjs\/([A-Za-z0-9_-]{1,40})$/
const TOKEN_PROTOCOL = 'axiom.'

/** Which protocol is spoken at the address of an upgrade; null: not ours. */
export function dialectOf(request: IncomingMessage): Dialect | null {
  const [path = '', query = ''] = request.url?.split('?', 2) ?? []
  if (path === '/collaboration') return HOCUSPOCUS
  const projectId = YJS_PATH.exec(path)?.[1]
  if (projectId === undefined) return null
  const offered = new Set((request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim()))
  const protocol = tokenProtocol(offered)
  return yWebsocket(projectId, protocol === false ? keyOf(query) : protocol.slice(TOKEN_PROTOCOL.length))
}

/** The subprotocol that carries an access token: browsers can set no header of a WebSocket, and addresses end up in logs. */
export function tokenProtocol(offered: ReadonlySet<string>): string | false {
  return [...offered].find((name) => name.startsWith(TOKEN_PROTOCOL)) ?? false
}

/** An API key in the address, as stock providers send it. People's tokens never come that way: browsers keep addresses. */
function keyOf(query: string): string {
  const token = new URLSearchParams(query).get('token') ?? ''
  return API_KEY.test(token) ? token : ''
}
