/** What programs import. */
export type { AnyRecord, Collection, Filter } from './collection.ts'
export type { RecordChange, Reset } from './changes.ts'
export { type AxiomClient, createClient } from './createClient.ts'
export { AxiomError } from './problem.ts'
export { typesOf } from './typesOf.ts'
