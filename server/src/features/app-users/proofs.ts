import { AppError } from '@axiom/shared/errors'

import type { Logger } from '../../platform/logging/log.ts'
import type { EntryDeps } from './entry.ts'

/** From where, and at which address of the app. */
export interface Asking {
  address: string
  host: string
}

/** Proving by mail who one is: a forgotten password, an address. */
export function createProofs({ store, sessions, visitors, lockout, letters, log }: EntryDeps & { log: Logger }) {
  return {
    /** Answers the same, as fast, whether there is such an account or not; asking too often is slowed down like guessing. */
    async forgot(projectId: string, email: string, { address, host }: Asking): Promise<void> {
      await lockout.attempt(`forgot ${projectId}/${email}`, address)
      const work = async (): Promise<void> => {
        const user = await store.findByEmail(projectId, email)
        if (user && !user.blocked) await letters.send('reset', user, host)
      }
      work().catch((error: unknown) =>
        log.error({ err: error, projectId }, 'a mail for a new password could not be made'),
      )
    },

    /** Sends the link to prove one's address once more. */
    async sendVerification(
      { projectId, id }: { projectId: string; id: string },
      { address, host }: Asking,
    ): Promise<void> {
      const user = await store.find(projectId, id)
      if (!user || user.verified) return
      await lockout.attempt(`verify ${projectId}/${user.email}`, address)
      await letters.send('verify', user, host)
    },

    async verify(projectId: string, token: string): Promise<void> {
      const link = await sessions.takeLink(projectId, token, ['verify'])
      const user = link && (await store.update(projectId, link.userId, { verified: true }))
      if (!user) throw new AppError('link_ended')
      visitors.forget()
    },
  }
}

export type AppProofs = ReturnType<typeof createProofs>
