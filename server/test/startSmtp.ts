import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

import { SMTPServer } from 'smtp-server'

export interface ReceivedMail {
  from: string
  to: string[]
  /** Who signed in. */
  user: string
  /** As it came, headers and all. */
  source: string
}

/** A mail server on a free port of this machine; it keeps what it gets. */
export interface TestSmtp {
  /** As `SMTP_URL`. */
  readonly url: string
  readonly received: ReceivedMail[]
  /** How many letters it has refused. */
  readonly refused: number
  /** Answers every letter with this code from now on; null: takes them again. */
  refuse(code: number | null): void
  close(): Promise<void>
}

export async function startSmtp(): Promise<TestSmtp> {
  const received: ReceivedMail[] = []
  let code: number | null = null
  let refused = 0
  const server = new SMTPServer({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === 'secret' ? done(null, { user: username ?? '' }) : done(new Error('wrong password')),
    onData(stream, { envelope, user }, done) {
      const take = async (): Promise<void> => {
        const source = await text(stream)
        if (code !== null) {
          refused++
          return done(Object.assign(new Error('not now'), { responseCode: code }))
        }
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        received.push({ from, to: envelope.rcptTo.map(({ address }) => address), user: String(user), source })
        done()
      }
      take().catch(done)
    },
  })
  // A client that goes away is no failure of a test.
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://axiom:secret@127.0.0.1:${port}`,
    received,
    get refused() {
      return refused
    },
    refuse(next) {
      code = next
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
