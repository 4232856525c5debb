import type { Collection, Db, Filter } from '../../platform/db/port.ts'
import type { Tokens } from './chatStream.ts'

/** What one person asked of one model for one project on one day. */
interface StoredUsage {
  _id: string
  /** `2026-11-21`, UTC. */
  day: string
  userId: string
  /** Null: for a project that was not there yet. */
  projectId: string | null
  /** Null: the built-in rules. */
  model: string | null
  answered: number
  kept: number
  failed: number
  inputTokens: number
  outputTokens: number
  /** Millionths of the currency, so that sums stay whole. */
  micros: number
  expireAt: Date
}

export interface Spent {
  userId: string
  projectId: string | null
  model: string | null
  outcome: 'answered' | 'kept' | 'failed'
  tokens: Tokens
  micros: number
}

/** Somebody's or some model's share. */
export interface UsageRow {
  userId: string
  model: string | null
  answered: number
  kept: number
  failed: number
  inputTokens: number
  outputTokens: number
  micros: number
}

const DAY_MS = 24 * 3_600_000
const KEPT_DAYS = 400

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Who asked how much, by day; months later still. */
export async function createUsageStore(db: Db, now: () => number) {
  const usage: Collection<StoredUsage> = db.collection('ai_usage')
  await usage.createIndex({ projectId: 1, day: 1 })
  await usage.createIndex({ userId: 1, day: 1 })
  await usage.createIndex({ day: 1 })
  await usage.createIndex({ expireAt: 1 }, { expireAfterSeconds: 0 })
  const SUMS = {
    answered: { $sum: 'answered' },
    kept: { $sum: 'kept' },
    failed: { $sum: 'failed' },
    inputTokens: { $sum: 'inputTokens' },
    outputTokens: { $sum: 'outputTokens' },
    micros: { $sum: 'micros' },
  }
  const sumOf = async (filter: Filter, name: 'answered' | 'failed' | 'micros'): Promise<number> => {
    const [row] = await usage.group(filter, [], { sum: { $sum: name } })
    return Number(row?.['sum'] ?? 0)
  }
  return {
    async add({ userId, projectId, model, outcome, tokens, micros }: Spent): Promise<void> {
      const day = dayOf(now())
      await usage.updateOne(
        { _id: [day, userId, projectId ?? '', model ?? ''].join(' ') },
        {
          $inc: { [outcome]: 1, inputTokens: tokens.input, outputTokens: tokens.output, micros },
          $setOnInsert: { day, userId, projectId, model, expireAt: new Date(now() + KEPT_DAYS * DAY_MS) },
        },
        { upsert: true },
      )
    },

    /** Questions of an account to language models today. */
    async askedToday(userId: string): Promise<number> {
      const today = { userId, day: dayOf(now()), model: { $ne: null } }
      return (await sumOf(today, 'answered')) + (await sumOf(today, 'failed'))
    },

    /** Millionths of the currency that a project has spent since the first of the month. */
    spentThisMonth: (projectId: string): Promise<number> =>
      sumOf({ projectId, day: { $gte: `${dayOf(now()).slice(0, 7)}-01` } }, 'micros'),

    /** By person and model in the last days; `projectId` null: of everything. */
    async list(projectId: string | null, days: number): Promise<UsageRow[]> {
      const since = dayOf(now() - (days - 1) * DAY_MS)
      const filter: Filter = { day: { $gte: since }, ...(projectId === null ? {} : { projectId }) }
      const rows = await usage.group(filter, ['userId', 'model'], SUMS, { limit: 1_000 })
      return rows.map(({ _id, ...sums }) => {
        const { userId, model } = _id as { userId: string; model: string | null }
        const count = (name: keyof typeof SUMS): number => Number(sums[name] ?? 0)
        return {
          userId,
          model,
          answered: count('answered'),
          kept: count('kept'),
          failed: count('failed'),
          inputTokens: count('inputTokens'),
          outputTokens: count('outputTokens'),
          micros: count('micros'),
        }
      })
    },
  }
}

export type UsageStore = Awaited<ReturnType<typeof createUsageStore>>
