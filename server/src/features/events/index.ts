import { AnyJson } from '@axiom/shared/contracts/common'
import { Environment } from '@axiom/shared/contracts/publishing'
import { ProjectEventType } from '@axiom/shared/contracts/webhooks'
import { newId } from '@axiom/shared/ids'
import { z } from 'zod'

import type { Session } from '../../platform/db/port.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'

/** Something that happened in a project. */
export const ProjectEvent = z.object({
  /** The same each time it is told. */
  id: z.string(),
  type: ProjectEventType,
  projectId: z.string(),
  /** Whose records; null for what has no environment. */
  env: Environment.nullable(),
  /** The model of a record, else null. */
  modelId: z.string().nullable(),
  /** The form of a submission, else null. */
  formId: z.string().nullable(),
  at: z.string(),
  /** By how many flows in a row it was caused; 0 by people. */
  depth: z.int(),
  data: z.record(z.string(), AnyJson),
})
export type ProjectEvent = z.infer<typeof ProjectEvent>

/** What whoever causes an event has to say about it. */
export type Happened = Pick<ProjectEvent, 'type' | 'projectId' | 'data'> &
  Partial<Pick<ProjectEvent, 'env' | 'modelId' | 'formId' | 'depth'>>

/** Does something when something happens. */
export interface Reactor {
  /** False: nobody waits for such events now. Asked at each write, so it answers from memory, mostly. */
  wants(event: Happened): Promise<boolean>
  /** May be told the same event more than once: `event.id` is then the same. */
  react(event: ProjectEvent): Promise<void>
}

export interface Events {
  /** Before anything happens. */
  addReactor(reactor: Reactor): void
  /** Tells the reactors, soon; with a session if, and only if, that transaction comes about. */
  emit(happened: readonly Happened[], session?: Session): Promise<void>
}

/** Events that one job carries. */
const BATCH = 50

/** What happens in projects, told to whoever reacts: as jobs, written with what caused them. */
export function createEvents(jobs: Jobs, now: () => number): Events {
  const reactors: Reactor[] = []
  const { enqueue } = jobs.define({
    kind: 'events.tell',
    payload: z.array(ProjectEvent),
    owner: ([first]) => first?.projectId ?? null,
    async run(events) {
      for (const event of events) for (const reactor of reactors) await reactor.react(event)
    },
  })

  async function isWanted(event: Happened): Promise<boolean> {
    for (const reactor of reactors) if (await reactor.wants(event)) return true
    return false
  }

  return {
    addReactor: (reactor) => void reactors.push(reactor),
    async emit(happened, session) {
      const at = new Date(now()).toISOString()
      const events: ProjectEvent[] = []
      for (const one of happened) {
        const whole = { env: null, modelId: null, formId: null, depth: 0, ...one }
        if (await isWanted(whole)) events.push({ id: newId(16), at, ...whole })
      }
      for (let i = 0; i < events.length; i += BATCH)
        await enqueue(events.slice(i, i + BATCH), session ? { session } : {})
    },
  }
}
