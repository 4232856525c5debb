import type { FlowStep, StepKind } from '@axiom/shared/flows/flow'
import type { Json } from '@axiom/shared/json'

import type { Session } from '../../platform/db/port.ts'
import type { Reader } from './scope.ts'
import type { StoredRun } from './store.ts'

export type StepOf<K extends StepKind> = Extract<FlowStep, { kind: K }>

export interface StepCall {
  run: StoredRun
  reader: Reader
  signal: AbortSignal
  /** Of this step in this run: what happens under it elsewhere happens once. */
  effectId: string
  /** Not the first try: what it would do may be done. */
  again: boolean
}

/** What a step did. */
export interface StepResult {
  input: Json
  output: Json
  /** Ends the run here. */
  stops?: boolean
  /** Of a condition. */
  holds?: boolean
  delayMs?: number
  /** Done together with the note that the step is done, so exactly once. */
  commit?: (session: Session) => Promise<void>
}
