import { openProjectDoc, type EditorOrigin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { WebsocketProvider } from 'y-websocket'

import type { Device } from './browser.ts'
import type { ClientSocket } from './network.ts'
import type { Actor } from './world/world.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'guest' }

export interface GuestDeps {
  device: Device
  projectId: string
  /** `isPlain`: by the y-websocket protocol. */
  connect: (guest: Guest, isPlain: boolean) => ClientSocket
  isPlain: boolean
}

/** Somebody with a stock provider: it sends edits before it is asked, which the server has to hold [C7] [C18]. */
export class Guest {
  readonly actor: Actor
  readonly device: Device
  readonly doc: ProjectDoc
  readonly #provider: { destroy(): void }

  constructor(name: string, { device, projectId, connect, isPlain }: GuestDeps) {
    this.device = device
    this.actor = device.openTab(name)
    this.doc = this.actor.run(() => openProjectDoc())
    const openSocket = (): ClientSocket => connect(this, isPlain)
    this.#provider = this.actor.run(() =>
      isPlain
        ? plainProvider(this.doc, projectId, openSocket)
        : stockProvider(this.doc, { projectId, token: device.name, openSocket }),
    )
  }

  edit(work: (doc: ProjectDoc, origin: EditorOrigin) => void): void {
    this.actor.run(() => work(this.doc, ORIGIN))
  }

  /** Takes its listeners off this process. */
  end(): void {
    this.actor.run(() => this.#provider.destroy())
  }
}

function plainProvider({ y }: ProjectDoc, projectId: string, openSocket: () => ClientSocket): WebsocketProvider {
  // Called with `new`, and whatever it returns is used.
  const WebSocketPolyfill = function (): ClientSocket {
    return openSocket()
  } as unknown as typeof WebSocket
  return new WebsocketProvider('ws://axiom.test/yjs', projectId, y, { WebSocketPolyfill, disableBc: true })
}

function stockProvider(
  { y }: ProjectDoc,
  { projectId, token, openSocket }: { projectId: string; token: string; openSocket: () => ClientSocket },
): HocuspocusProvider {
  const websocketProvider = new HocuspocusProviderWebsocket({
    url: 'ws://axiom.test/collaboration',
    WebSocketPolyfill: class extends EventfulSocket {
      constructor() {
        super(openSocket())
      }
    },
  })
  const provider = new HocuspocusProvider({ websocketProvider, name: projectId, token, document: y })
  provider.attach()
  return provider
}

/** A socket whose events have listeners, as the stock provider wants it. */
class EventfulSocket extends EventTarget {
  readonly #socket: ClientSocket

  constructor(socket: ClientSocket) {
    super()
    this.#socket = socket
    const pass = (event: Event): void => {
      const { data, code } = event as MessageEvent & CloseEvent
      this.dispatchEvent(Object.assign(new Event(event.type), { data: data as unknown, code }))
    }
    socket.onopen = pass
    socket.onmessage = pass
    socket.onclose = pass
  }

  get readyState(): number {
    return this.#socket.readyState
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data)
  }

  close(): void {
    this.#socket.close()
  }
}
