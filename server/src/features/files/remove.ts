import type { BlobStore } from '../../platform/blob/blobStore.ts'
import { allKeys } from './keys.ts'
import type { FileStore, StoredFile } from './store.ts'

/** Takes a file away for good; false when somebody holds it. A crash in between leaves a row that the sweep ends. */
export type Remover = (file: StoredFile) => Promise<boolean>

export function createRemover({ store, blobs }: { store: FileStore; blobs: BlobStore }): Remover {
  return async (file) => {
    if (file.state !== 'removing') {
      const isRetired = await store.transaction(async (session) => {
        if (!(await store.retire(file, session))) return false
        await store.giveBack(file.projectId, file.size, session)
        return true
      })
      if (!isRetired) return false
    }
    for (const key of allKeys(file)) await blobs.remove(key)
    await store.drop(file._id)
    return true
  }
}
