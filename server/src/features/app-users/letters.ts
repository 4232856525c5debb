import type { Mailer } from '../../platform/mail/mailer.ts'
import type { AppAddressOf } from './address.ts'
import type { AppSessions } from './sessions.ts'
import type { StoredAppUser } from './userStore.ts'

export interface LettersDeps {
  mailer: Mailer
  sessions: AppSessions
  addressOf: AppAddressOf
}

const TEXTS = {
  invite: {
    subject: (app: string) => `Your account at ${app}`,
    lead: 'An account has been made for you. Choose a password, and you are in.',
    label: 'Choose a password',
    life: 'The link works once, for seven days.',
    page: 'reset',
  },
  reset: {
    subject: (app: string) => `A new password for ${app}`,
    lead: 'Somebody, hopefully you, asked for a new password. If it was not you, nothing needs to be done.',
    label: 'Choose a new password',
    life: 'The link works once, for an hour.',
    page: 'reset',
  },
  verify: {
    subject: (app: string) => `Confirm your address for ${app}`,
    lead: 'Confirm that this address is yours, and your account can be used.',
    label: 'Confirm the address',
    life: 'The link works once, for three days.',
    page: 'verify',
  },
} as const

/** The mails that app users get. Each brings a link whose secret stands behind the #: browsers send that part nowhere. */
export function createLetters({ mailer, sessions, addressOf }: LettersDeps) {
  return {
    /** Answers the link too, for members who hand it over themselves. `usedHost`: where the request for it came to an app. */
    async send(kind: keyof typeof TEXTS, user: StoredAppUser, usedHost: string | null): Promise<string> {
      const { _id, projectId, name, email } = user
      const app = await addressOf(projectId, usedHost)
      const { subject, lead, label, life, page } = TEXTS[kind]
      const url = `${app.url}/-/${page}#${await sessions.makeLink(projectId, _id, kind)}`
      const title = subject(app.name)
      const content = { title, paragraphs: [`Hello ${name},`, lead, life], link: { label, url } }
      await mailer.send({ to: [email], subject: title, content, projectId })
      return url
    },
  }
}

export type Letters = ReturnType<typeof createLetters>
