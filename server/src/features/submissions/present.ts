import type { Submission } from '@axiom/shared/contracts/submissions'
import type { Json } from '@axiom/shared/json'
import { filesIn } from '@axiom/shared/model/files'

import type { HeldFiles } from '../files/index.ts'
import type { StoredSubmission } from './store.ts'

/** Only files are objects in what was sent. */
export function present(
  { _id: id, projectId, screenId, formId, formData, submittedAt, userAgent, done = false }: StoredSubmission,
  files: HeldFiles,
): Submission {
  const shown = Object.entries(formData).map(([name, value]): [string, Json] => {
    const list = filesIn(value)
    return [name, list.length > 0 ? list.map((file) => ({ ...files.present(projectId, file) })) : value]
  })
  return { id, projectId, screenId, formId, formData: Object.fromEntries(shown), submittedAt, userAgent, done }
}
