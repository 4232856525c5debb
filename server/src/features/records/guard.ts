import { isAllowed, mayUseDraft } from '@axiom/shared/access/audience'
import type { Challenge } from '@axiom/shared/contracts/proofs'
import type { Audience } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'

import type { Session } from '../../platform/db/port.ts'
import type { Proofs } from '../proofs/index.ts'
import type { Contracts } from './contracts.ts'
import { refuseAccess } from './policy.ts'
import type { Place, Target } from './target.ts'

/** Collections whose records visitors make only with a proof of work; who is signed in or has an API key needs none. */
export function createGuard({ proofs, contracts }: { proofs: Proofs; contracts: Contracts }) {
  return {
    /** Throws `proof_refused` unless as many records may be made; the result spends the proof, with what is made. */
    async check(at: Target, count: number): Promise<(session: Session) => Promise<void>> {
      const { compiled, caller, proof } = at
      if (compiled.model.proof !== true || caller.signedIn) return async () => undefined
      if (!proof)
        throw refusal(`Send the answer to a challenge of this collection (GET /${challengePath(at)}) in Axiom-Proof.`)
      if (count > 1) throw refusal('A proof is good for one record. Send one at a time, sign in, or use an API key.')
      await proofs.check({ projectId: at.project.id, guardedId: compiled.model.id }, proof)
      return (session) => proofs.spend(proof, session)
    },

    /** Work for whoever may make records, be it at an endpoint of its own only; 404 where none is asked for. */
    async challenge({ project, env, caller }: Place, collection: string): Promise<Challenge> {
      if (env === 'draft' && !mayUseDraft(caller)) refuseAccess(caller)
      const { model } = (await contracts.model(project.id, env, collection)).compiled
      const apis = (await contracts.apis(project.id, env)).filter((api) => api.modelId === model.id)
      const ways = [model.rules.create, ...apis.flatMap(({ operation, auth }) => (operation === 'create' ? auth : []))]
      const isOpen = (create: Audience): boolean =>
        isAllowed({ ...model, rules: { ...model.rules, create } }, 'create', caller)
      if (!ways.some(isOpen)) refuseAccess(caller)
      if (model.proof !== true)
        throw new AppError('not_found', { message: 'This collection asks for no proof of work.' })
      return proofs.challenge({ projectId: project.id, guardedId: model.id })
    },
  }
}

export type Guard = ReturnType<typeof createGuard>

function refusal(message: string): AppError {
  return new AppError('proof_refused', { message })
}

function challengePath({ project, compiled }: Target): string {
  return `api/dynamic/${project.id}/${compiled.model.name}/challenge`
}
