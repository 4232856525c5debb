import type { EditorState } from './editor.ts'
import type { Operation } from './operation.ts'

/** Who works on what, and by which way. */
export interface Place {
  name: string
  projectId: string
  shelves: readonly string[]
  email: string
  /** What nginx is told as the project: the right one, or anything, so that people of one project meet different processes. */
  affinity: string
}

export type ToCrowd =
  | { kind: 'start'; url: string; seed: number; perSecond: number; places: readonly Place[] }
  /** Somebody closes the page for good, and somebody else comes. */
  | { kind: 'replace'; leaver: string; place: Place }
  /** Nobody does anything new. */
  | { kind: 'rest' }
  | { kind: 'report'; id: number }

export type FromCrowd =
  | {
      kind: 'progress'
      editor: string
      projectId: string
      operations: readonly Operation[]
      acknowledgements: readonly [upTo: number, at: number][]
    }
  | { kind: 'back'; ms: number }
  | { kind: 'problem'; text: string }
  /** After everything that had happened by then. */
  | { kind: 'report'; id: number; states: readonly EditorState[] }
