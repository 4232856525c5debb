import type { AiUsage, Usage } from '@axiom/shared/contracts/ai'
import { AppError } from '@axiom/shared/errors'

import type { AuthService, UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { LanguageModel } from './languageModel.ts'
import { DAILY_REQUESTS } from './meter.ts'
import type { UsageRow, UsageStore } from './usage.ts'

export interface UsageServiceDeps {
  usage: UsageStore
  access: ProjectAccess
  users: Pick<AuthService, 'listUsers'>
  settings: LanguageModel | undefined
}

const DAYS = 30

/** What was asked and what it cost, for those who answer for it. */
export function createUsageService({ usage, access, users, settings }: UsageServiceDeps) {
  async function present(projectId: string | null): Promise<AiUsage> {
    const rows = await usage.list(projectId, DAYS)
    const people = await users.listUsers([...new Set(rows.map(({ userId }) => userId))])
    const names = new Map(people.map(({ id, name }) => [id, name]))
    const { model = null, prices, currency = null, dailyRequests = DAILY_REQUESTS, monthlyCost = null } = settings ?? {}
    return {
      model,
      currency: prices ? currency : null,
      dailyRequests,
      monthlyCost,
      total: rows.map(presentRow).reduce(sum, NOTHING),
      people: rows
        .map((row) => ({ ...presentRow(row), userId: row.userId, name: names.get(row.userId) ?? '', model: row.model }))
        .toSorted((a, b) => b.cost - a.cost || b.answered - a.answered),
    }
  }

  return {
    async ofProject(actor: UserActor, projectId: string): Promise<AiUsage> {
      await access.authorize(actor, projectId, 'ai.usage')
      return present(projectId)
    },

    ofAll(actor: UserActor): Promise<AiUsage> {
      if (actor.role !== 'admin')
        throw new AppError('forbidden', { message: 'Only administrators see what all accounts use.' })
      return present(null)
    },
  }
}

export type UsageService = ReturnType<typeof createUsageService>

const NOTHING: Usage = { answered: 0, kept: 0, failed: 0, inputTokens: 0, outputTokens: 0, cost: 0 }

function presentRow({ answered, kept, failed, inputTokens, outputTokens, micros }: UsageRow): Usage {
  return { answered, kept, failed, inputTokens, outputTokens, cost: micros / 1_000_000 }
}

function sum(a: Usage, b: Usage): Usage {
  return {
    answered: a.answered + b.answered,
    kept: a.kept + b.kept,
    failed: a.failed + b.failed,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cost: a.cost + b.cost,
  }
}
