import type { Merged, Rebuilt } from './projectState.ts'
import type { StorageThread } from './storageThread.ts'

/** What the main thread asks of the worker that builds states, so that no build holds up an acknowledgement. */
export type StateRequest =
  | { kind: 'merge'; updates: readonly Uint8Array[] }
  | { kind: 'rebuild'; updates: readonly Uint8Array[] }
  | { kind: 'pack'; updates: readonly Uint8Array[] }
  | { kind: 'unpack'; bytes: Uint8Array }
  | { kind: 'slice'; update: Uint8Array; size: number }

export interface StateAnswers {
  merge: Merged | null
  rebuild: Rebuilt | null
  pack: Uint8Array
  unpack: Uint8Array
  slice: Uint8Array[]
}

export interface StateProtocol {
  request: StateRequest
  answers: StateAnswers & Record<string, unknown>
}

export type StateThread = StorageThread<StateProtocol>
