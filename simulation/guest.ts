import { openProjectDoc, type EditorOrigin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'

import type { Device } from './browser.ts'
import type { ClientSocket } from './network.ts'
import type { Actor } from './world/world.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'guest' }

export interface GuestDeps {
  device: Device
  projectId: string
  connect: (guest: Guest) => ClientSocket
}

/** Somebody with a stock Hocuspocus provider: it sends edits before it is asked, which the server has to hold [C7]. */
export class Guest {
  readonly actor: Actor
  readonly device: Device
  readonly doc: ProjectDoc

  constructor(name: string, { device, projectId, connect }: GuestDeps) {
    this.device = device
    this.actor = device.openTab(name)
    this.doc = this.actor.run(() => openProjectDoc())
    const guest = this
    const websocketProvider = this.actor.run(
      () =>
        new HocuspocusProviderWebsocket({
          url: 'ws://axiom.test/collaboration',
          WebSocketPolyfill: class extends EventfulSocket {
            constructor() {
              super(connect(guest))
            }
          },
        }),
    )
    this.actor.run(() => {
      const provider = { websocketProvider, name: projectId, token: device.name, document: this.doc.y }
      new HocuspocusProvider(provider).attach()
    })
  }

  edit(work: (doc: ProjectDoc, origin: EditorOrigin) => void): void {
    this.actor.run(() => work(this.doc, ORIGIN))
  }
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
