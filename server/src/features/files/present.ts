import type { FileValue, ProjectFile } from '@axiom/shared/contracts/files'
import type { FileDescriptor } from '@axiom/shared/model/files'

import type { Links } from './links.ts'
import type { StoredFile } from './store.ts'

/** A file of the project itself: its address is for everybody. */
export function presentAsset(file: StoredFile, links: Links): ProjectFile {
  const { _id: id, projectId, name, type, size, state, width, height, variants, createdAt, createdBy } = file
  if (state === 'uploading' || state === 'removing') throw new TypeError(`A file that is ${state} is not shown`)
  const url = links.open({ projectId, id })
  return { id, name, type, size, url, state, width, height, variants, createdAt, createdBy }
}

/** A file in a record, for whoever may read that. */
export function presentHeld(projectId: string, { id, name, type, size }: FileDescriptor, links: Links): FileValue {
  return { id, name, type, size, url: links.signed({ projectId, id }) }
}
