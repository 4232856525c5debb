import type { Page } from '@axiom/shared/contracts/common'
import type { HistoryEntry, HistoryQuery, RestoreMomentInput } from '@axiom/shared/contracts/history'
import type { ProjectState, Version, VersionDifference } from '@axiom/shared/contracts/versions'
import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'

import { MOMENTS_MS, type Documents, type EditGroup } from '../../collaboration/documents.ts'
import type { AuthService, UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import { presentState, type VersionService } from '../versions/index.ts'
import { presentGroups, type PresentedGroup } from './present.ts'

export interface HistoryServiceDeps {
  access: ProjectAccess
  documents: Documents
  users: Pick<AuthService, 'listUsers'>
  versions: Pick<VersionService, 'differenceTo' | 'restoreState'>
  now: () => number
}

const PAGE = 30
/** Spans of time that one request looks into: a filter may leave out everything of most. */
const SPANS = 200

export function createHistoryService({ access, documents, users, versions, now }: HistoryServiceDeps) {
  /** Throws `invalid_input` for a moment that the log may have forgotten, or that is yet to come. */
  async function openMoment(projectId: string, at: string): Promise<ProjectDoc> {
    const time = Date.parse(at)
    if (isKept(time, now()) && time <= now()) return documents.openMoment(projectId, time)
    const message = 'The log keeps every moment of the last seven days. Choose a later one, or a version.'
    throw new AppError('invalid_input', { errors: [{ path: 'at', code: 'not_kept', message }] })
  }

  return {
    async list(actor: UserActor, projectId: string, query: HistoryQuery): Promise<Page<HistoryEntry>> {
      await access.authorize(actor, projectId, 'versions.list')
      const { author, kind, node, screen, from, to } = query
      const wanted = { by: author, kind, row: node && `nodes/${node}`, from: from && Date.parse(from) }
      const isWanted = ({ screens }: PresentedGroup): boolean => !screen || screens.some(({ id }) => id === screen)
      const end = to === undefined ? Infinity : Date.parse(to)
      const found: PresentedGroup[] = []
      // Ids of chunks tell the time of the replica that made them, which may be a little ahead.
      let before: number | null = Math.min(Number(query.cursor ?? Infinity), end, now() + 60_000)
      for (let spans = 0; before !== null && found.length < PAGE && spans < SPANS; spans++) {
        const span = await documents.history(projectId, { ...wanted, from: wanted.from || undefined, before })
        before = span === null || span.start === 0 ? null : span.start
        const { start = 0, groups = [] as EditGroup[] } = span ?? {}
        found.push(
          ...(
            await documents.readDocument(projectId, (doc) => presentGroups(doc, start, { projectId, groups }))
          ).filter(isWanted),
        )
      }
      const names = await namesOf(found)
      const data = found.map(({ by, first, ...entry }) => ({
        ...entry,
        author: by === null ? null : { ...by, name: names.get(by.id) ?? '' },
        restorable: isKept(first - 1, now()),
      }))
      return { data, meta: { nextCursor: before === null ? null : String(before) } }
    },

    async difference(actor: UserActor, projectId: string, at: string): Promise<VersionDifference> {
      await access.authorize(actor, projectId, 'versions.list')
      return versions.differenceTo(projectId, await openMoment(projectId, at))
    },

    async state(actor: UserActor, projectId: string, at: string): Promise<ProjectState> {
      await access.authorize(actor, projectId, 'versions.list')
      return presentState(await openMoment(projectId, at))
    },

    async restore(actor: UserActor, projectId: string, { at, scope }: RestoreMomentInput): Promise<Version> {
      await access.authorize(actor, projectId, 'versions.restore')
      return versions.restoreState(actor, projectId, { past: await openMoment(projectId, at), scope })
    },
  }

  async function namesOf(found: readonly PresentedGroup[]): Promise<Map<string, string>> {
    const ids = new Set(found.flatMap(({ by }) => by?.id ?? []))
    if (ids.size === 0) return new Map()
    return new Map((await users.listUsers([...ids])).map(({ id, name }) => [id, name]))
  }
}

export type HistoryService = ReturnType<typeof createHistoryService>

function isKept(time: number, now: number): boolean {
  return time >= now - MOMENTS_MS
}
