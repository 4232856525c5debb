import { applyDifference, type Difference } from '@axiom/shared/document/diff'
import type { ProjectDoc, ServerOrigin } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'
import type { Finding } from '@axiom/shared/suggest/finding'

import type { Documents } from '../../collaboration/documents.ts'

const ORIGIN: ServerOrigin = { kind: 'server', reason: 'suggestion' }

/** Nothing is suggested that the gate would not take. */
export function createTrial(documents: Documents) {
  const judge = (projectId: string, difference: Difference): Promise<void> =>
    documents.judgeEdit(projectId, (doc) => applyDifference(doc, difference, ORIGIN))

  return {
    /** Throws `update_refused` where the gate would. */
    async possible(projectId: string, make: (doc: ProjectDoc) => Difference): Promise<Difference> {
      const difference = await documents.readDocument(projectId, make)
      await judge(projectId, difference)
      return difference
    },

    /** Those that it would take. */
    async applicable(projectId: string, findings: readonly Finding[]): Promise<Finding[]> {
      const taken: Finding[] = []
      for (const finding of findings) {
        try {
          await judge(projectId, finding.fix?.difference ?? { entries: [] })
          taken.push(finding)
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'update_refused') throw error
        }
      }
      return taken
    },
  }
}
