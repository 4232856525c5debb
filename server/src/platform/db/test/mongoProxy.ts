import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a database that can be in a bad state. */
export interface MongoProxy {
  uri: string
  /** Ends all connections and takes no new ones, as a server that was killed. */
  cut(): void
  restore(): void
  /** Lets the next `count` commands of this name through, and the connection end in place of their answer. */
  loseAnswers(command: string, count: number): void
  /** Answers that `loseAnswers` still has to lose. */
  readonly toLose: number
  close(): Promise<void>
}

/** Stands in front of the server that `uri` names. */
export async function startMongoProxy(uri: string): Promise<MongoProxy> {
  const { hostname, port, pathname, username, password } = new URL(uri)
  const sockets = new Set<Socket>()
  const losing = { command: '', count: 0 }
  let open = true

  const server = createServer((client) => {
    if (!open) return void client.destroy()
    const upstream = connect(Number(port || 27_017), hostname)
    let isLosing = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      const end = (): void => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      }
      socket.on('close', end).on('error', end)
    }
    client.on('data', (data) => {
      // The command's name is the first key of its document.
      if (losing.count > 0 && data.includes(`${losing.command}\0`)) {
        isLosing = true
        losing.count--
      }
      upstream.write(data)
    })
    upstream.on('data', (data) => (isLosing ? client.destroy() : void client.write(data)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const credentials = username === '' ? '' : `${username}:${password}@`
  const end = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    uri: `mongodb://${credentials}127.0.0.1:${(server.address() as AddressInfo).port}${pathname}?directConnection=true`,
    cut() {
      open = false
      end()
    },
    restore() {
      open = true
    },
    loseAnswers(command, count) {
      Object.assign(losing, { command, count })
    },
    get toLose() {
      return losing.count
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      end()
      await closed
    },
  }
}
