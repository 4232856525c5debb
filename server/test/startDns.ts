import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A name server on a free UDP port of this machine that knows TXT records, and nothing else. */
export interface TestDns {
  /** As `DNS_SERVERS` takes it. */
  readonly address: string
  set(name: string, ...texts: string[]): void
  /** From now on it fails (SERVFAIL) instead of answering. */
  fail(isFailing: boolean): void
  close(): Promise<void>
}

const TXT = 16
const [NO_SUCH_NAME, SERVER_FAILURE] = [3, 2]

export async function startDns(): Promise<TestDns> {
  const records = new Map<string, string[]>()
  let isFailing = false
  const socket = createSocket('udp4')
  socket.on('message', (query, peer) => {
    const { name, type, end } = readQuestion(query)
    const texts = type === TXT ? (records.get(name) ?? []) : []
    const code = isFailing ? SERVER_FAILURE : texts.length > 0 ? 0 : NO_SUCH_NAME
    const head = Buffer.from(query.subarray(0, 12))
    head.writeUInt16BE(0x8180 | code, 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(code === 0 ? texts.length : 0, 6)
    head.writeUInt32BE(0, 8)
    const answers = code === 0 ? texts.map(toRecord) : []
    socket.send(Buffer.concat([head, query.subarray(12, end), ...answers]), peer.port, peer.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    set: (name, ...texts) => void records.set(name, texts),
    fail: (failing) => void (isFailing = failing),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

function toRecord(text: string): Buffer {
  const data = Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')])
  const head = Buffer.alloc(12)
  // The name is that of the question.
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(TXT, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(1, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}
