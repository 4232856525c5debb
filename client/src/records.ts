import type { Call } from './call.ts'
import type { Collection, Place } from './collection.ts'
import type { Send } from './connection.ts'
import { createFiles } from './recordFiles.ts'
import { createReads } from './recordReads.ts'
import { createWrites } from './recordWrites.ts'

/** The records of a collection. */
export function createRecords<C extends Collection>(send: Send, call: Call, place: Place) {
  return { ...createReads<C>(call, place), ...createWrites<C>(call, place), ...createFiles<C>(send, place) }
}

export type Records<C extends Collection> = ReturnType<typeof createRecords<C>>
