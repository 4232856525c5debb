import { mailsApi, type KeptMails } from '@axiom/shared/contracts/mails'
import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mailer } from '../../platform/mail/mailer.ts'
import type { Mount } from '../auth/index.ts'
import type { ProjectAccess, Purges } from '../projects/index.ts'

const SHOWN = 100

export interface MailsDeps {
  mount: Mount
  access: ProjectAccess
  mailer: Mailer
  purges: Purges
}

/** Mails that were not sent, for whoever can do something about it: they may hold links that open accounts. */
export function createMails({ mount, access, mailer, purges }: MailsDeps): { routes: Router<RequestState> } {
  purges.add(({ id }) => mailer.forgetKept(id))

  async function list(projectId: string | null): Promise<KeptMails> {
    return { data: await mailer.listKept(projectId, SHOWN), meta: { isSetUp: mailer.isSetUp } }
  }

  const routes = mount(mailsApi, {
    listAll({ actor }) {
      if (actor.role !== 'admin') throw new AppError('forbidden', { message: 'Only administrators see these mails.' })
      return list(null)
    },
    async list({ actor, params }) {
      await access.authorize(actor, params.id, 'mails.list')
      return list(params.id)
    },
  })
  return { routes }
}
