import { Hopeless } from '../jobs/jobs.ts'

export interface SmtpOptions {
  /** `smtp://user:password@host:587`, `smtps://…` for TLS from the first byte. */
  url: string
  /** `Name <address>` or an address. */
  from: string
}

export interface Letter {
  /** The same in every attempt, so that the receiver may know a second one. */
  messageId: string
  to: readonly string[]
  subject: string
  text: string
  html: string
  replyTo?: string | undefined
}

export interface Smtp {
  /** Throws `Hopeless` when the server refuses the letter for good. */
  deliver(letter: Letter): Promise<void>
  close(): void
}

const TIMEOUT_MS = 15_000

/** A pool of connections to a mail server; loaded and opened with the first letter. */
export function createSmtp({ url, from }: SmtpOptions): Smtp {
  let opened: ReturnType<typeof open> | null = null
  const host = new URL(url).hostname

  async function open() {
    const { createTransport } = await import('nodemailer')
    return createTransport({
      url,
      pool: true,
      maxConnections: 2,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      // What people write is never taken for a file or an address to fetch.
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }

  return {
    async deliver({ messageId, to, subject, replyTo, ...body }) {
      opened ??= open()
      const transport = await opened
      try {
        await transport.sendMail({
          ...body,
          from,
          to: [...to],
          subject: oneLine(subject),
          messageId: `<${messageId}@${host}>`,
          ...(replyTo === undefined ? {} : { replyTo }),
        })
      } catch (error) {
        throw refusedForGood(error) ? new Hopeless(messageOf(error)) : new Error(messageOf(error), { cause: error })
      }
    },
    close: () => void opened?.then((transport) => transport.close()),
  }
}

/** 5xx is said about the letter or its receiver; a wrong password may be mended. */
function refusedForGood(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error) || typeof error.responseCode !== 'number') return false
  const isSignIn = 'code' in error && error.code === 'EAUTH'
  return error.responseCode >= 500 && !isSignIn
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** No line of a subject becomes a header of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\t\0]+/g, ' ').trim()
}
